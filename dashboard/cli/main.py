"""The command `portfolio`. The composition root: it names the module of each command, which is imported when called.

A list of a few rows is loaded in a second: the dashboard alone takes longer to import.
"""

from __future__ import annotations

from importlib import import_module

import click

from dashboard.cli.usage import OneLineGroup
from etl.cli.process import OWN_PROCESS

_COMMANDS = {
    "etl.cli.documents": ["load", "check", "documents", "remove", "findings"],
    "etl.cli.correct": ["correct"],
    "etl.cli.template": ["template"],
    "etl.cli.month_closing": ["close-month", "reopen-month"],
    "etl.cli.doctor": ["doctor"],
    "etl.cli.bench_load": ["bench-load"],
    "etl.cli.generate": ["generate"],
    "dashboard.cli.board": [
        "summary", "projects", "progress", "schedule", "contradictions", "problems", "since", "funding", "year-end",
        "rates", "approvals", "plans", "table", "report", "serve", "demo",
    ],
    "etl.cli.give": ["publish"],
    "dashboard.cli.bench": ["bench"],
    "dashboard.cli.conformance": ["conformance"],
}  # fmt: skip
"""The commands of each module; there they are called so, with _ for -."""


class _Commands(OneLineGroup):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        return sorted(name for names in _COMMANDS.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        module = next((module for module, names in _COMMANDS.items() if cmd_name in names), None)
        if module is None:
            return None
        command = getattr(import_module(module), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def portfolio() -> None:
    """项目组合看板：把公布的项目清单读成可核对的数字。Read published project lists into checked figures."""


def main() -> None:
    """Run the command line."""
    portfolio(prog_name="portfolio", obj=OWN_PROCESS)
