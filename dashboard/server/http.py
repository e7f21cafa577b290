"""Downloads and the HTTP API: the page's own queries behind plain addresses.

The query string is the page's. What cannot be read of it is refused with status 400 and one Chinese line: a file must
not show more than its name says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import copy_context
from datetime import datetime
from itertools import chain
from urllib.parse import quote
from zlib import crc32

from flask import Flask, Response, request

from dashboard.briefing.content import build
from dashboard.briefing.model import BRIEFING
from dashboard.export.csv import in_pieces
from dashboard.export.excel import TooManyRowsError
from dashboard.export.records import to_json, to_records
from dashboard.export.word import to_word
from dashboard.export.workbook import workbook
from dashboard.metrics.catalog import expand, heading
from dashboard.metrics.query import UnknownNameError
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.session.snapshot import Session, Warehouse, WarehouseError
from dashboard.tables.registry import TABLES, Options, Table
from dashboard.words.formats import CHINA

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


_LONGEST_FILTER = 80
_REFUSED = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]')
"""What the name of a file on Windows may not hold, and white space."""

_BY, _METRIC = "by", "metric"
"""Parameters of a table beside the filter's: dimensions and metrics, repeated or comma separated."""


class _BadRequestError(Exception):
    """The query string cannot be answered. The message is for the user."""


def register(server: Flask, warehouse: Warehouse) -> None:
    """Add `/download/<table>.<csv|xlsx>`, `/download/briefing.docx` and `/api/<table>.json`."""

    def download(name: str, kind: str) -> Response:
        if f"{name}.{kind}" == BRIEFING:
            return _answer(warehouse, _briefing)
        if name not in TABLES or kind not in ("csv", "xlsx"):
            return _line("没有这个下载", 404)
        return _answer(warehouse, lambda session, scope: _file(name, kind, session, scope))

    def api(name: str) -> Response:
        if name not in TABLES:
            return _line("没有这个接口", 404)
        return _answer(warehouse, lambda session, scope: _json(TABLES[name], session, scope))

    server.add_url_rule("/download/<name>.<kind>", "download", download)
    server.add_url_rule("/api/<name>.json", "api", api)


def _answer(warehouse: Warehouse, make: Callable[[Session, Scope], Response]) -> Response:
    try:
        with ExitStack() as held:
            session = held.enter_context(warehouse.session())
            scope = Scope.from_query(request.query_string.decode(), session.info, extra=(_BY, _METRIC))
            if scope.warning:
                raise _BadRequestError(scope.warning)
            answer = make(session, scope)
            if answer.is_streamed:
                answer.call_on_close(held.pop_all().close)
            return answer
    except (_BadRequestError, UnknownNameError) as error:
        return _line(str(error), 400)
    except TooManyRowsError as error:
        return _line(str(error), 413)
    except WarehouseError as error:
        return _line(str(error), 503)


def _options(table: Table) -> Options:
    """What the address asks of a table. Refuses what the table does not take."""
    by, metrics = _listed(_BY), _listed(_METRIC)
    if (by is not None and table.by is None) or (metrics and not table.takes_metrics):
        raise _BadRequestError(f"“{table.title}”不能按 by 或 metric 另行组合")
    return Options(table.by if by is None else by, metrics or ())


def _listed(parameter: str) -> tuple[str, ...] | None:
    if parameter not in request.args:
        return None
    return tuple(name for item in request.args.getlist(parameter) for name in item.split(",") if name)


def _file(name: str, kind: str, session: Session, scope: Scope) -> Response:
    table, options = TABLES[name], _options(TABLES[name])
    called = file_name(scope, table.title, _grouped(options, table, scope))
    if kind == "xlsx":
        return _attached(
            workbook(table.for_people(session, scope, options), session, scope), name, called, kind, _EXCEL
        )
    pieces = in_pieces(table.in_pieces(session, scope, options), bom=True)
    first, context = next(pieces), copy_context()  # what cannot be answered is told before anything is sent
    rest = iter(lambda: context.run(next, pieces, None), None)
    return _attached(chain([first], rest), name, called, kind, "text/csv; charset=utf-8")


def _grouped(options: Options, table: Table, scope: Scope) -> str:
    """What a table is grouped by, where that is not what it always is."""
    if not options.by or options.by == table.by:
        return ""
    names = [name for name in expand(options.by, scope.filter.year_basis) if name != "region_code"]
    return f"按{'、'.join(heading(name) for name in names)}"


def _briefing(session: Session, scope: Scope) -> Response:
    briefing = build(session, scope, datetime.now(CHINA).date())
    return _attached(to_word(briefing), "briefing", file_name(scope, briefing.title), "docx", _WORD)


def file_name(scope: Scope, title: str, grouped: str = "") -> str:
    """Name of a file without its ending: table, grouping, filter and as-of date, so that the files of two filters do
    not take each other's place. Nothing that Windows refuses stands in it; a long filter is cut, and told apart by a
    mark of its own."""
    parts = [said.replace("：", "") for _, said in scope.filter.parts(scope.info.vocabulary)]
    words = "_".join(said for said in parts if said not in title)
    if len(words) > _LONGEST_FILTER:
        words = f"{words[:_LONGEST_FILTER]}…{crc32(scope.query().encode()):08x}"
    stamp = scope.as_of.strftime("截至%Y%m%d") if scope.as_of else "无截止日"
    return _REFUSED.sub("", "_".join(part for part in (title, grouped, words, stamp) if part))


def _attached(data: bytes | Iterator[bytes], plain_name: str, name: str, kind: str, mime: str) -> Response:
    """A file with a Chinese name, and a plain one for programs that cannot read it."""
    quoted = quote(f"{name}.{kind}", safe="")
    headers = {"Content-Disposition": f"attachment; filename={plain_name}.{kind}; filename*=UTF-8''{quoted}"}
    return Response(data, headers=headers, content_type=mime)


def _json(table: Table, session: Session, scope: Scope) -> Response:
    frame = table.make(session, scope, _options(table))
    answer = {
        "filter": scope.sentence,
        "query": scope.filter.to_query(),
        "as_of": scope.as_of.isoformat() if scope.as_of else None,
        "snapshot": scope.info.snapshot_id,
        "progress": SYNTHETIC_PROGRESS if scope.info.has_synthetic_progress else None,
        "rows": to_records(frame),
    }
    return Response(to_json(answer), content_type="application/json")


def _line(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
