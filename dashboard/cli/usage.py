"""A command that is called wrongly: one line in Chinese that says what is wrong, and exit status 2."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import click

_CHINESE = re.compile("[\u4e00-\u9fff]")
_USAGE_STATUS = 2


class OneLineGroup(click.Group):
    """A group of commands whose errors of usage are one line."""

    def main(self, args: Sequence[str] | None = None, *more: Any, standalone_mode: bool = True, **extra: Any) -> Any:  # noqa: ANN401
        """Run a command; `standalone_mode` as for click."""
        if not standalone_mode:
            return super().main(args, *more, standalone_mode=False, **extra)  # type: ignore[call-overload]
        try:
            status = super().main(args, *more, standalone_mode=False, **extra)  # type: ignore[call-overload]
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(_USAGE_STATUS)
        except click.UsageError as error:
            click.echo(f"portfolio: {_said(error)}。用法见 {_help(error)}", err=True)
            sys.exit(_USAGE_STATUS)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("已中止。", err=True)
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)


def _help(error: click.UsageError) -> str:
    return f"{error.ctx.command_path if error.ctx else 'portfolio'} --help"


def _said(error: click.UsageError) -> str:
    """What is wrong, without a full stop."""
    if isinstance(error, click.NoSuchOption):
        meant = f"，是否指 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{meant}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name(error)}"
    if _CHINESE.search(error.message) and not isinstance(error, click.BadParameter):
        return error.message.rstrip("。")
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} 的值不对{_expected(error)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 写法不对，请在其后写出值"
    if error.message.startswith("No such command"):
        name = error.message.split("'")[1]
        return f"没有命令 {name}"
    if error.message.startswith("Missing command"):
        return "请写出命令"
    rest = re.search(r"\((.+)\)", error.message)
    return f"多写了 {rest[1]}" if rest else "写法不对"


def _name(error: click.BadParameter) -> str:
    hint = error.param_hint if error.param_hint is not None else error.param and error.param.get_error_hint(error.ctx)
    text = " / ".join(hint) if isinstance(hint, (list, tuple)) else str(hint or "参数")
    return text.replace("'", "")


def _expected(error: click.BadParameter) -> str:
    """What the parameter can be, where it is known."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"，可用：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange) and kind.min is not None and kind.max is not None:
        return f"，应为 {kind.min} 至 {kind.max} 的整数"
    if isinstance(kind, (click.IntRange, click.types.IntParamType)):
        return "，应为整数"
    if isinstance(kind, click.Path):
        return "，请检查路径"
    return f"：{error.message.rstrip('。')}" if _CHINESE.search(error.message) else ""
