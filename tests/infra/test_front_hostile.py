"""What hostile or broken clients send to the front door."""

from __future__ import annotations

import pytest

from infra.local.front import Front
from tests.infra.asking import raw


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example//", "/\\evil.example/", "/%5Cevil.example/"])
def test_no_address_sends_the_browser_to_another_site(front: Front, path: str) -> None:
    answer = raw(front, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    location = next((line for line in answer.split(b"\r\n") if line.startswith(b"Location:")), b"Location: /")
    assert not location.removeprefix(b"Location: ").startswith((b"//", b"/\\", b"http"))


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(front: Front) -> None:
    answer = raw(front, b"POST /gio-hang/them HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Transfer-Encoding: chunked", b"411"),
        (b"Content-Length: 3\r\nContent-Length: 4", b"400"),
        (b"Content-Length: -1", b"400"),
        (b"Content-Length: +3", b"400"),
        (b"Content-Length: 3\r\nTransfer-Encoding: chunked", b"411"),
    ],
)
def test_a_length_that_two_servers_could_read_differently_is_refused(front: Front, head: bytes, status: bytes) -> None:
    answer = raw(front, b"POST /gio-hang/them HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\nabcGET / HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("path", ["/a%00b", "/a%0d%0ab", "http://evil.example/", "*", "/" + "a" * 5000])
def test_an_address_that_is_none_is_refused(front: Front, path: str) -> None:
    answer = raw(front, f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert answer.split()[1] in (b"400", b"414")


def test_what_is_no_http_is_refused_in_a_page_of_ours(front: Front) -> None:
    assert raw(front, b"BREW /coffee HTTP/1.1\r\n\r\n").split()[1] == b"501"
    assert raw(front, b"\x16\x03\x01\x02\x00\r\n\r\n").count(b"Traceback") == 0
