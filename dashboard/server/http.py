"""Downloads and the HTTP API: the page's own queries behind plain addresses.

The query string is the page's. What cannot be read of it is refused with status 400 and one Chinese line: a file must
not show more than its name says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from flask import Flask, Response, request

from dashboard.briefing.content import build
from dashboard.briefing.model import BRIEFING
from dashboard.export.csv import to_csv
from dashboard.export.excel import TooManyRowsError, to_excel
from dashboard.export.records import to_json, to_records
from dashboard.export.word import to_word
from dashboard.metrics.query import UnknownNameError
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.session.snapshot import Session, Warehouse, WarehouseError
from dashboard.tables.registry import TABLES, Options, Table, notes_on
from dashboard.words.formats import CHINA

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
        with warehouse.session() as session:
            scope = Scope.from_query(request.query_string.decode(), session.info, extra=(_BY, _METRIC))
            if scope.warning:
                raise _BadRequestError(scope.warning)
            return make(session, scope)
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
    table = TABLES[name]
    frame = table.for_people(session, scope, _options(table))
    is_csv = kind == "csv"
    data = to_csv(frame, bom=True) if is_csv else to_excel(frame, scope.about(), notes_on(frame, scope))
    mime = "text/csv; charset=utf-8" if is_csv else _EXCEL
    return _attached(data, name, f"{table.title}-{_stamp(scope)}", kind, mime)


def _briefing(session: Session, scope: Scope) -> Response:
    briefing = build(session, scope, datetime.now(CHINA).date())
    return _attached(to_word(briefing), "briefing", f"{briefing.title}-{_stamp(scope)}", "docx", _WORD)


def _stamp(scope: Scope) -> str:
    return scope.as_of.strftime("%Y%m%d") if scope.as_of else "无截止日"


def _attached(data: bytes, plain_name: str, name: str, kind: str, mime: str) -> Response:
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
