"""Running the command line as its user would, in this process."""

import os
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result

from dashboard.cli.main import portfolio as command


def portfolio(home: Path, *arguments: str) -> Result:
    """Run `portfolio ARGUMENTS` with its data in `home`; stdout and stderr are apart."""
    with patch.dict(os.environ, {"PORTFOLIO_HOME": str(home)}):
        result = CliRunner().invoke(command, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
