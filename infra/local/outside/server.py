"""The HTTP server: finds the route, has the fault that was asked for, answers. Loopback only, a thread for a call."""

from __future__ import annotations

import re
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.local.outside import bank, control, momo, sepay_list, viettelpost, vnpay, vnpost, zalopay
from infra.local.outside.exchange import BadRequest, Reply, Request, Route, html_reply, json_reply
from infra.local.outside.faults import Fault, Mode
from infra.local.outside.world import World

HOST = "127.0.0.1"
MAX_BODY_BYTES = 1024 * 1024
_ROUTES: list[tuple[re.Pattern[str], Route]] = [
    (re.compile(route.path), route)
    for module in (viettelpost, vnpost, vnpay, momo, zalopay, bank, sepay_list, control)
    for route in module.ROUTES
]
_SORRY = "<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Outside(ThreadingHTTPServer):
    """Bound at once: a port that is taken raises OSError here. ``serve_forever`` answers."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        super().__init__((HOST, port), Handler)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"


class _Dropped(Exception):
    """The connection is to be closed without an answer."""


class Handler(BaseHTTPRequestHandler):
    server: Outside
    protocol_version = "HTTP/1.1"
    server_version = "outside"
    timeout = 60
    # Header and body leave in two writes, and Nagle's algorithm would hold the second one for 40 ms.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a request line can hold a waybill, and what matters is in the log of callbacks."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_DELETE = do_GET

    def _serve(self) -> None:
        body = self._body()
        if body is None:
            return
        try:
            reply = self._reply(body)
        except _Dropped:
            self.close_connection = True
            return
        self._write(reply)

    def _body(self) -> bytes | None:
        """The whole body, so that the next request on the connection begins where it should; None if refused."""
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isascii() or not length.isdigit():
            self._refuse(411)
        elif int(length) > MAX_BODY_BYTES:
            self._refuse(413)
        else:
            return self.rfile.read(int(length))
        return None

    def _refuse(self, status: int) -> None:
        self.close_connection = True
        self._write(Reply(status=status))

    def _reply(self, body: bytes) -> Reply:
        parts = urlsplit(self.path)
        names = {key.lower(): value for key, value in self.headers.items()}
        if not _is_same_site(names):
            return json_reply({"message": "không nhận yêu cầu từ trang khác"}, 403)
        for pattern, route in _ROUTES:
            match = pattern.fullmatch(parts.path)
            if match and route.method == self.command:
                request = Request(
                    method=self.command,
                    path=parts.path,
                    query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                    headers=names,
                    body=body,
                    names=match.groupdict(),
                )
                return self._answer(route, request)
        return json_reply({"message": "không có địa chỉ này"}, 404)

    def _answer(self, route: Route, request: Request) -> Reply:
        fault = self.server.world.faults.take(route.named_by(request) if route.named_by else route.name)
        before = _before(fault, self.server.world)
        if before:
            return before
        try:
            reply = route.answer(self.server.world, request)
        except BadRequest as problem:
            return json_reply({"status": 400, "error": "Bad Request", "message": str(problem)}, 400)
        return _after(fault, reply)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.location:
            self.send_header("Location", reply.location)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    def finish(self) -> None:
        try:
            super().finish()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _is_same_site(headers: dict[str, str]) -> bool:
    """A page of another site may not move our parcels or send our money, though it can reach this port."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _before(fault: Fault | None, world: World) -> Reply | None:
    if fault is None:
        return None
    if fault.mode is Mode.DROP_BEFORE:
        raise _Dropped
    if fault.mode is Mode.STATUS:
        return json_reply({"status": fault.status, "error": True, "message": "lỗi hệ thống"}, fault.status)
    if fault.mode is Mode.HTML:
        return html_reply(_SORRY)
    if fault.mode is Mode.REVOKE:
        world.tokens.clear()
    if fault.mode is Mode.SLOW:
        time.sleep(fault.seconds)
    return None


def _after(fault: Fault | None, reply: Reply) -> Reply:
    mode = fault.mode if fault else None
    if fault and mode is Mode.HANG:
        time.sleep(fault.seconds)
    if mode in (Mode.DROP_AFTER, Mode.HANG):
        raise _Dropped
    if fault and mode is Mode.STATUS_AFTER:
        return json_reply({"status": fault.status, "error": True, "message": "lỗi hệ thống"}, fault.status)
    return html_reply(_SORRY) if mode is Mode.HTML_AFTER else reply
