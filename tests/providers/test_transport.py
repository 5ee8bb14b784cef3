"""One call: bounded in time and in bytes, whatever the other side does."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from chalicelib.transport import Transport

from tests.providers.conftest import Canned
from tests.providers.shipments import UNKNOWN, failure


class Dribble:
    """A server that takes a request and answers one byte at a time, or too much."""

    def __init__(self, answer: bytes, pause: float) -> None:
        self._answer, self._pause = answer, pause
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, self._listener:
            connection.recv(65_536)
            try:
                while True:
                    connection.sendall(self._answer)
                    time.sleep(self._pause)
            except OSError:
                return


@pytest.mark.parametrize(
    ("answer", "pause"),
    [(b"H", 0.05), (b"HTTP/1.1 200 OK\r\nX: y\r\n", 0.05), (b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 65_536, 0)],
)
def test_an_answer_that_never_ends_is_ended(answer: bytes, pause: float) -> None:
    server = Dribble(answer, pause)
    transport = Transport("vnpost", server.url, total_seconds=0.5)
    began = time.monotonic()
    assert failure(lambda: transport.post("/CreateOrder", {}, headers={}, changes=True)) == UNKNOWN
    assert time.monotonic() - began < 3


def test_an_address_that_is_not_http_is_found_at_the_start() -> None:
    with pytest.raises(ValueError):
        Transport("vnpost", "file:///etc/passwd")


def test_an_answer_may_take_longer_than_a_connection(canned: Canned) -> None:
    canned.answers["/slow"] = (200, {"ok": 1})
    canned.pause = 0.4
    transport = Transport("vnpost", canned.url, connect_seconds=0.1, total_seconds=5)
    assert transport.post("/slow", {}, headers={}, changes=True).json() == {"ok": 1}
