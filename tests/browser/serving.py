"""An application served by waitress for as long as somebody looks at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all

from dashboard.server.serve import THREADS


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an application on a free port. Its sockets are closed by the thread that waits for them: closed by
    another one they would be gone under its `select`."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=THREADS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(partial(close_all, sockets))
        thread.join(5)
        app.extensions["board"].warehouse.close()
