"""How every command of the ETL says that nothing could be done: one line on stderr, exit status 2."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from duckdb import Error as DuckDBError
from polars.exceptions import PolarsError

from etl.contract import paths
from etl.pipeline import load


class Refused(click.ClickException):
    """Nothing could be done: one line on stderr, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401
        """Print the one line."""
        click.echo(f"portfolio: {' '.join(self.message.split())}", err=True)


def says_what_to_do(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the failures that a user can mend into `Refused`."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        try:
            command(*args, **kwargs)
        except load.REFUSALS as reason:
            raise Refused(str(reason)) from reason
        except PermissionError as reason:
            raise Refused(f"没有权限读写 {reason.filename}，请换一个目录（环境变量 PORTFOLIO_HOME）") from reason
        except PolarsError as reason:
            raise Refused(f"已存的数据损坏（{reason}），请运行 portfolio doctor 查看") from reason
        except (OSError, DuckDBError) as reason:
            raise Refused(f"读写失败：{reason}。请检查磁盘空间与目录 {paths.home_dir()}") from reason

    return wrapped
