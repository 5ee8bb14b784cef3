"""One hop from the front door to the functions: which headers travel, and over which connection."""

from __future__ import annotations

import http.client
import select
import threading
from collections.abc import Iterable

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
SECONDS = 29  # As long as API Gateway waits.

_kept = threading.local()


def forwarded(headers: Iterable[tuple[str, str]], client: tuple[str, int]) -> list[tuple[str, str]]:
    """The client's headers without those of its own hop, and who it is.

    As at the CDN, ``X-Forwarded-For`` ends with the address we saw ourselves, what stands before it is the client's own
    word; ``CloudFront-Viewer-Address`` is ours alone.
    """
    headers = list(headers)
    dropped = HOP_BY_HOP | {"content-length", "expect", "x-forwarded-for", "x-forwarded-proto"}
    dropped |= {
        word.strip().lower() for name, value in headers if name.lower() == "connection" for word in value.split(",")
    }
    chain = [value for name, value in headers if name.lower() == "x-forwarded-for"]
    return [
        *(
            (name, value)
            for name, value in headers
            if name.lower() not in dropped and not name.lower().startswith("cloudfront-")
        ),
        ("X-Forwarded-For", ", ".join([*chain, client[0]])),
        ("X-Forwarded-Proto", "http"),
        ("CloudFront-Viewer-Address", f"{client[0]}:{client[1]}"),
    ]


def returned(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The answer's headers that belong to the client; length, date and server are set anew."""
    dropped = HOP_BY_HOP | {"content-length", "date", "server"}
    return [(name, value) for name, value in headers if name.lower() not in dropped]


def exchange(
    port: int, method: str, path: str, body: bytes, headers: Iterable[tuple[str, str]]
) -> http.client.HTTPResponse:
    """Send one request over this thread's kept connection and return the answer, its body unread.

    Only a GET or HEAD is sent a second time when a kept connection breaks: anything else may have been done already.
    Raises ``TimeoutError`` after 29 seconds, ``OSError`` or ``HTTPException`` when the functions are not there.
    """
    connection = _connection(port)
    is_kept = connection.sock is not None
    try:
        return _send(connection, method, path, body, headers)
    except (http.client.HTTPException, ConnectionError):
        connection.close()
        if not (is_kept and method in ("GET", "HEAD")):
            raise
        return _send(connection, method, path, body, headers)
    except BaseException:
        connection.close()
        raise


def _connection(port: int) -> http.client.HTTPConnection:
    connection: http.client.HTTPConnection | None = getattr(_kept, "connection", None)
    if connection is None or connection.port != port:
        connection = _kept.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    # Nothing is due from an idle connection: if it can be read, it was closed at the other end.
    elif connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
        connection.close()
    return connection


def _send(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes,
    headers: Iterable[tuple[str, str]],
) -> http.client.HTTPResponse:
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value.encode("latin-1"))
    if body or method in ("POST", "PUT", "PATCH"):
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    return connection.getresponse()
