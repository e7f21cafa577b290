"""The entry of the command `portfolio`, and of `python -m dashboard`.

A process that is started beside this one imports its main module first: so this one brings nothing along.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from dashboard.cli import main as cli

    cli.main()


if __name__ == "__main__":
    main()
