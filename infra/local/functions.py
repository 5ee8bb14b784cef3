"""The functions over HTTP: the real Chalice app behind Chalice's local gateway, without the waits of ``chalice local``.

The stock server sends headers and body apart (40 ms on a kept connection) and queues five connections at most.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalChalice, LocalDevServer, RouteMatcher, ThreadedHTTPServer

from infra.local.settings import ROOT


def load_app() -> Any:
    """Import ``functions/app.py`` the way Lambda does: that folder and its ``vendor`` come first on the path.

    ``XULANG_APP_DIR`` names a folder to look in before that one, for tests. Workers and views run in threads, so the
    current request is made thread-local, as in Chalice's own local server.
    """
    real = ROOT / "functions"
    folder = Path(os.environ.get("XULANG_APP_DIR") or real)
    wanted = [str(path) for path in dict.fromkeys((folder, folder / "vendor", real, real / "vendor"))]
    sys.path[:0] = [path for path in wanted if path not in sys.path]
    app = importlib.import_module("app").app
    app.__class__ = type("ThreadedApp", (LocalChalice,), {})
    return app


class Handler(ChaliceRequestHandler):
    """One JSON line per request with the route's pattern. The path itself, its query and the body stay out of the log:
    they hold order codes, cart ids, tokens, phones and addresses."""

    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 65

    def _generic_handle(self) -> None:
        self._started = time.perf_counter()
        super()._generic_handle()
        self.wfile.flush()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = _generic_handle

    def _send_http_response_with_body(self, code: int, headers: Any, body: Any) -> None:
        if self.command == "HEAD":
            # A body after the headers of a HEAD would be taken for the next answer on this connection.
            self._send_http_response_no_body(code, headers)
        else:
            super()._send_http_response_with_body(code, headers, body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        elapsed = time.perf_counter() - getattr(self, "_started", time.perf_counter())
        line = {"method": self.command, "route": self._route(), "status": int(code)}
        print(json.dumps(line | {"ms": round(elapsed * 1000, 1)}, ensure_ascii=False), flush=True)

    def _route(self) -> str:
        try:
            return str(RouteMatcher(list(self.local_gateway._app_object.routes)).match_route(self.path).route)
        except ValueError:
            return "(none)"

    def log_message(self, format: str, *args: Any) -> None:
        """Chalice's other messages quote the request line, query string included."""


class Server(ThreadedHTTPServer):
    request_queue_size = 128
    allow_reuse_address = True


def make_server(app: Any, port: int) -> LocalDevServer:
    return LocalDevServer(app, Config(), "127.0.0.1", port, handler_cls=Handler, server_cls=Server)


def main() -> None:
    """Serve until SIGTERM or SIGINT. ``XULANG_PORT_FUNCTIONS`` is the port."""
    local = make_server(load_app(), int(os.environ["XULANG_PORT_FUNCTIONS"]))

    def stop(*_: object) -> None:
        threading.Thread(target=local.server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    local.server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
