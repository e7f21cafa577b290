"""Whether a command has its process for itself, as at a terminal; in tests, and within another program, it has not."""

from __future__ import annotations

import click

OWN_PROCESS = "own process"
"""The object of the root's context where that is so."""


def is_own() -> bool:
    """Whether nothing has been done in this process but to begin the command."""
    return bool(click.get_current_context().find_root().obj == OWN_PROCESS)
