"""Asking the front door over real connections."""

from __future__ import annotations

import http.client
import socket

from infra.local.front import Front

PAGE = "<!doctype html><title>Quýt Bắc Sơn</title>" + "<p>Ngọt và thơm.</p>" * 50
PATH = "/san-pham/quyt-bac-son"


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(front: Front, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", front.server_address[1], timeout=10)
    try:
        connection.request(method, path, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def raw(front: Front, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", front.server_address[1]), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
