"""The front door on a laptop, in place of the CDN (infra/cdn.yaml): what is a route goes to the functions, the rest is
an object of the site bucket. Pages can be read while the functions are down, and the other way round.

One form of every address is canonical, the one without a slash at its end; the other is sent there with 301.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import string
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

import boto3
from botocore.config import Config
from chalice.local import RouteMatcher

from infra.local import upstream
from infra.local.functions import load_app
from infra.local.sitebucket import Page, SiteBucket, packed

BODY_LIMIT = 1_048_576  # Bytes. The largest honest form is far below.
TARGET_LIMIT = 4096  # Bytes of path and query.
# Browsers read a backslash as a slash, so "/\\host/" must not come back as an address to go to.
PLAIN = string.punctuation.replace("\\", "")
# Of certificates, as in infra/cdn.yaml: whatever a browser takes one for, it runs nothing.
PAPER_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox"}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

ErrorPage = Callable[[int, str], bytes]


class Front(ThreadingHTTPServer):
    """``routes`` are the patterns of the Chalice app, ``headers`` go with every answer that is not the functions' own,
    ``error_page(status, sentence)`` draws what people see when something is missing or down."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(
        self,
        port: int,
        *,
        routes: Iterable[str],
        functions_port: int,
        bucket: SiteBucket,
        headers: Mapping[str, str],
        error_page: ErrorPage,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.functions_port = functions_port
        self.bucket = bucket
        self.headers = headers
        self.error_page = error_page
        self._matcher = RouteMatcher(list(routes))

    def is_route(self, path: str) -> bool:
        try:
            self._matcher.match_route(path)
        except ValueError:
            return False
        return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no event; anything else is one line, without what was asked for."""
        problem = sys.exc_info()[1]
        if not isinstance(problem, ConnectionError | TimeoutError):
            trouble("front", problem)


class _Handler(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 65

    def handle_one_request(self) -> None:
        super().handle_one_request()
        self.wfile.flush()

    def __getattr__(self, name: str) -> Any:
        # BaseHTTPRequestHandler looks for do_<METHOD>: every method we know is answered in one place.
        if name.startswith("do_") and name[3:] in METHODS:
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        # Bytes beyond ASCII, which some clients send as they are, take the form they should have had.
        self.path = quote(self.path.encode("latin-1"), safe=PLAIN)
        path = self.path.partition("?")[0]
        if not path.startswith("/") or len(self.path) > TARGET_LIMIT or not unquote(path).isprintable():
            self._problem(400, "bad_request", "Địa chỉ không hợp lệ.", close=True)
            return
        body = self._body()
        if body is None:
            return
        if self.server.is_route(path):
            self._forward(body)
        else:
            self._static(path)

    def _body(self) -> bytes | None:
        """What was sent, or None after an answer has been given. What is left unread would be taken for the next
        request, so such an answer ends the connection."""
        lengths = self.headers.get_all("Content-Length") or ["0"]
        if self.headers.get("Transfer-Encoding"):
            self._problem(411, "length_required", "Yêu cầu phải ghi rõ độ dài.", close=True)
        elif len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
            self._problem(400, "bad_request", "Độ dài của yêu cầu không hợp lệ.", close=True)
        elif int(lengths[0]) > BODY_LIMIT:
            self._problem(413, "too_large", "Nội dung gửi lên quá lớn.", close=True)
        else:
            body = self.rfile.read(int(lengths[0]))
            if len(body) == int(lengths[0]):
                return body
            self.close_connection = True
        return None

    def _forward(self, body: bytes) -> None:
        headers = upstream.forwarded(self.headers.items(), self.client_address)
        try:
            answer = upstream.exchange(self.server.functions_port, self.command, self.path, body, headers)
            content = answer.read()
        except TimeoutError:
            self._problem(504, "functions_slow", "Hệ thống trả lời quá chậm. Mời bạn thử lại sau ít phút.")
        except (OSError, http.client.HTTPException):
            sentence = "Phần đặt hàng đang tạm nghỉ, các trang sản phẩm vẫn xem được. Mời bạn thử lại sau ít phút."
            self._problem(503, "functions_down", sentence, extra={"Retry-After": "5"})
        else:
            self._send(answer.status, upstream.returned(answer.getheaders()), content)

    def _static(self, path: str) -> None:
        if self.command not in ("GET", "HEAD"):
            self._problem(405, "method_not_allowed", "Địa chỉ này chỉ để đọc.", extra={"Allow": "GET, HEAD"})
            return
        if path != "/" and path.endswith("/"):
            # One slash in front, whatever was asked: "//host/" would send the browser to another site.
            target = "/" + path.strip("/") + self.path[len(path) :]
            self._send(301, [("Location", target), ("Cache-Control", "max-age=3600")], b"")
            return
        try:
            page = self.server.bucket.page(unquote(path))
            missing = self.server.bucket.page("/404.html") if page is None else None
        except Exception as problem:
            trouble("site bucket", problem)
            sentence = "Trang web đang tạm nghỉ. Mời bạn thử lại sau ít phút."
            self._problem(503, "site_down", sentence, extra={"Retry-After": "5"})
            return
        if page is not None:
            self._send_page(page, page.status)
        elif missing is not None and not self._is_for_programs():
            self._send_page(missing, 404)
        else:
            self._problem(404, "not_found", "Không tìm thấy trang này.")

    def _send_page(self, page: Page, status: int) -> None:
        is_packed = page.is_text and "gzip" in self.headers.get("Accept-Encoding", "")
        headers = [
            ("ETag", f"W/{page.etag}" if is_packed else page.etag),
            ("Cache-Control", page.cache_control if status == 200 else "no-cache"),
            *([("Vary", "Accept-Encoding")] if page.is_text else []),
            *([("Location", page.location)] if status == 301 else []),
            *([("Content-Disposition", page.disposition)] if page.disposition else []),
            *(dict(self.server.headers) | (PAPER_HEADERS if self.path.startswith("/tai-lieu/") else {})).items(),
        ]
        # Weak comparison (RFC 9110 §13.1.2): the packed form and the plain one are the same page.
        known = {tag.strip().removeprefix("W/") for tag in self.headers.get("If-None-Match", "").split(",")}
        if status == 200 and known & {page.etag, "*"}:
            self._send(304, headers, b"")
            return
        headers += [("Content-Type", page.content_type), ("Last-Modified", page.modified)]
        if is_packed:
            headers.append(("Content-Encoding", "gzip"))
        self._send(status, headers, packed(page.content) if is_packed else page.content)

    def _problem(
        self, status: int, code: str, sentence: str, *, close: bool = False, extra: Mapping[str, str] | None = None
    ) -> None:
        """An answer of our own: problem+json for programs, a page in Vietnamese for people."""
        if self._is_for_programs():
            kind = "application/problem+json"
            facts = {"type": "about:blank", "title": sentence, "status": status, "code": code, "detail": sentence}
            content = json.dumps(facts, ensure_ascii=False).encode()
        else:
            kind = "text/html; charset=utf-8"
            content = self.server.error_page(status, sentence)
        headers = {"Content-Type": kind, "Cache-Control": "no-store"} | dict(extra or {}) | dict(self.server.headers)
        if close:
            self.close_connection = True
            headers["Connection"] = "close"
        self._send(status, headers.items(), content)

    def _is_for_programs(self) -> bool:
        return getattr(self, "path", "").startswith(("/api/", "/webhooks/"))

    def _send(self, status: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses by itself (a broken request line, an unknown method)."""
        self.command = getattr(self, "command", None) or "GET"
        self._problem(int(code), "bad_request", "Yêu cầu không hợp lệ.", close=True)

    def version_string(self) -> str:
        return "xulang"

    def log_message(self, format: str, *args: Any) -> None:
        """The functions log their own requests; a static page is not worth a line, and paths may hold order codes."""


def trouble(where: str, problem: BaseException | None) -> None:
    """Whatever is wrong, the reader gets a page and the log the kind of trouble."""
    print(json.dumps({"front": where, "error": type(problem).__name__}), flush=True)


def main() -> None:
    """Serve until SIGTERM or SIGINT. ``XULANG_PORT_FRONT`` is the port."""
    app = load_app()
    # The app's folder is on the path only now, and the pages live in it.
    from infra.local.shell import error_page, static_headers  # noqa: PLC0415

    client = boto3.client("s3", config=Config(max_pool_connections=64, retries={"total_max_attempts": 2}))
    front = Front(
        int(os.environ["XULANG_PORT_FRONT"]),
        routes=app.routes,
        functions_port=int(os.environ["XULANG_PORT_FUNCTIONS"]),
        bucket=SiteBucket(client, os.environ["XULANG_SITE_BUCKET"]),
        headers=static_headers(),
        error_page=error_page,
    )

    def stop(*_: object) -> None:
        threading.Thread(target=front.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    front.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
