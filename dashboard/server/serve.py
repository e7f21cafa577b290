"""Serving the app: waitress by default, gunicorn for several processes on POSIX."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from dashboard.frame import frame
from dashboard.session.board_page import Board, Page

THREADS = 8
_LOG = logging.getLogger(__name__)


class ServerError(Exception):
    """The server cannot start. The message says in one Chinese line what to do."""


def serve_app(make: Callable[[], Flask], host: str, port: int, workers: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted. `announce` gets the URL once the address is bound. Raises `ServerError`."""
    if workers > 1:
        _serve_processes(make, host, port, workers, announce)
        return
    import waitress

    listener = _bind(host, port)
    announce(_url(host, listener.getsockname()[1]))
    app = make()
    threading.Thread(target=warm, args=(app,), daemon=True).start()
    waitress.serve(app, sockets=[listener], threads=THREADS, _quiet=True)


def warm(app: Flask) -> None:
    """Render the pages that a filter narrows for nobody: no visitor need wait for what a snapshot is asked once."""
    board: Board = app.extensions["board"]
    pages: Sequence[Page] = app.extensions["pages"]
    for page in pages:
        if page.in_navigation and page.has_filter:
            try:
                frame.render(board, pages, page.path, "")
            except Exception:
                _LOG.exception("page %s", page.path)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServerError(f"端口 {port} 已被占用：请用 --port 换一个端口，或先停止占用它的程序") from error
        raise ServerError(f"无法监听 {host}:{port}：{error.strerror}") from error
    listener.listen(128)
    return listener


def _serve_processes(
    make: Callable[[], Flask], host: str, port: int, workers: int, announce: Callable[[str], None]
) -> None:
    if sys.platform == "win32":
        raise ServerError("Windows 上只能用一个进程：请不加 --workers")
    from gunicorn.app.base import BaseApplication

    listener = _bind(host, port)
    bound = listener.getsockname()[1]
    listener.close()

    class Application(BaseApplication):
        """The app under gunicorn, made before the workers fork, so that they share its key."""

        def load_config(self) -> None:
            """Set what the command line said."""
            for key, value in _gunicorn_options(host, bound, workers).items():
                self.cfg.set(key, value)

        def load(self) -> Any:  # noqa: ANN401 - a WSGI application
            """Make the app."""
            return make()

    announce(_url(host, bound))
    Application().run()


def _gunicorn_options(host: str, port: int, workers: int) -> dict[str, Any]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return {"bind": address, "workers": workers, "threads": THREADS, "preload_app": True, "loglevel": "warning"}


def _url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only how the address is shown
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
