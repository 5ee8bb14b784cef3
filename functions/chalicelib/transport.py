"""One HTTP call to a carrier or a payment gateway: bounded in time and in bytes, honest about what is known when it
fails.

Connections are not kept: one that was closed at the other end would turn the next call into an unknown outcome.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from chalicelib.callbacks import read_json
from chalicelib.ports import ProviderError, Unreadable

CONNECT_SECONDS = 3.0
# Below the lease of a dispatch and the visibility of its queue; the carriers' own clients wait 20 to 30 seconds.
TOTAL_SECONDS = 20.0
# A label of one A6 page is below 1 MB as a PDF, and a third larger in base64.
MAX_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The JSON value in the body. Raises :class:`Unreadable`."""
        return read_json(self.body, most_bytes=MAX_ANSWER_BYTES)


class Transport:
    """Calls below ``api_base``, to ``whom`` as errors name it. Raises ValueError for an address that is not HTTP(S)."""

    def __init__(
        self,
        whom: str,
        api_base: str,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        parts = urlsplit(api_base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the address of {whom} must begin with http:// or https://")
        self.host = parts.hostname
        self._whom = whom
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds

    def get(self, path: str, *, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """Ask, changing nothing: a failure is always temporary. Raises :class:`ProviderError`."""
        return self._send("GET", f"{path}?{urlencode(query)}", b"", dict(headers), changes=False)

    def post(self, path: str, payload: Any, *, headers: Mapping[str, str], changes: bool) -> Answer:
        """Send ``payload`` as JSON. With ``changes``, an answer that is lost once the request was on its way is an
        unknown outcome; without, or where nothing was sent, it is temporary. Raises :class:`ProviderError`.

        Redirects are not followed and nothing is repeated; the status of the answer is for the caller to judge.
        """
        body = json.dumps(payload, ensure_ascii=False).encode()
        return self._send("POST", path, body, {"Content-Type": "application/json", **headers}, changes=changes)

    def _send(self, method: str, target: str, body: bytes, headers: dict[str, str], *, changes: bool) -> Answer:
        connection = self._connected()
        # A socket's own timeout starts again with every byte; the clock of the whole call does not.
        is_over = threading.Event()
        watchdog = threading.Timer(self._total_seconds, _hang_up, [connection.sock, is_over])
        watchdog.daemon = True
        watchdog.start()
        try:
            connection.request(method, self._path + target, body or None, {"Accept": "*/*", **headers})
            response = connection.getresponse()
            content = response.read(MAX_ANSWER_BYTES + 1)
            content_type = response.headers.get_content_type()
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise self.lost(type(problem).__name__, changes=changes) from None
        finally:
            watchdog.cancel()
            connection.close()
        # What we cut off ourselves looks like an answer that ended by itself.
        if is_over.is_set() or len(content) > MAX_ANSWER_BYTES:
            raise self.lost("an answer without end", changes=changes)
        return Answer(response.status, content_type, content)

    def _connected(self) -> http.client.HTTPConnection:
        if self._tls is None:
            connection = http.client.HTTPConnection(self.host, self._port, timeout=self._connect_seconds)
        else:
            connection = http.client.HTTPSConnection(
                self.host, self._port, timeout=self._connect_seconds, context=self._tls
            )
        try:
            connection.connect()
        except OSError as problem:
            connection.close()
            raise ProviderError(f"{self._whom}: not reached ({type(problem).__name__})") from None
        connection.sock.settimeout(self._total_seconds)
        return connection

    def lost(self, what: str, *, changes: bool) -> ProviderError:
        """The error for a request that went out and whose answer says nothing."""
        return ProviderError(f"{self._whom}: the answer was lost ({what})", outcome_unknown=changes)

    def meaning(self, answer: Answer, *, changes: bool) -> Any:
        """The JSON of an answer that is a success by its status; the error that its status means otherwise.

        Not authorised (after the caller asked for a fresh token), refused or redirected is permanent; overload and
        failure of the other side are temporary. A success that cannot be read is an unknown outcome.
        """
        if answer.status == 429 or answer.status >= 500:
            raise ProviderError(f"{self._whom}: answered {answer.status}")
        if not answer.is_ok:
            raise ProviderError(f"{self._whom}: refused with {answer.status}", permanent=True)
        try:
            return answer.json()
        except Unreadable as problem:
            raise self.lost(str(problem), changes=changes) from None


def _hang_up(sock: socket.socket, is_over: threading.Event) -> None:
    """Wake whoever reads or writes. On the bare socket, so that TLS does not wait for the other side's farewell."""
    is_over.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return
