"""What a page is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard.session.jobs import Jobs
from dashboard.session.scope import Scope
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Session, Warehouse


@dataclass(frozen=True, slots=True)
class Board:
    """What all pages of one app share. Data come from the warehouse per request, never from here."""

    settings: Settings
    warehouse: Warehouse
    jobs: Jobs


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its path (a path that ends in `/` takes what follows as argument), title and content.

    `downloads` are the keys of the tables that the page offers as files. `render` gets the session, the
    scope and the argument; it raises nothing for an empty filter. `is_kept` says that what it gives depends on these
    alone, so that it may be shown again. `has_filter`: whether the filter narrows
    what it shows. `without_data` gives what is shown to the argument where nothing is loaded. `renew` gives what the
    browser needs to bring the page in step with another filter without drawing it anew (as JSON, in the store
    `Frame.RENEWAL`); None where there is no other way. `tab` is the title that it stands under at the top, given by who
    lists the pages.
    """

    path: str
    title: str
    render: Callable[[Session, Scope, str], Any]
    in_navigation: bool = True
    downloads: tuple[str, ...] = ()
    is_kept: bool = True
    has_filter: bool = True
    without_data: Callable[[str], Any] | None = None
    renew: Callable[[Session, Scope], dict[str, Any] | None] | None = None
    tab: str = ""

    def matches(self, pathname: str) -> bool:
        """Whether this page answers for a path."""
        return pathname.startswith(self.path) if self.path.endswith("/") and self.path != "/" else pathname == self.path

    def argument(self, pathname: str) -> str:
        """What follows the page's path."""
        return pathname.removeprefix(self.path)
