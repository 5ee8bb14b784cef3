"""The front door, over real connections: static pages from the bucket, the rest from the functions."""

from __future__ import annotations

import gzip
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from chalicelib.pages import security_headers

from infra.local.front import Front
from infra.local.sitebucket import SiteBucket
from tests.infra.asking import PAGE, PATH, ask, closed_port, raw


def test_a_page_is_the_object_at_its_path(front: Front) -> None:
    answer = ask(front, PATH)
    assert answer.status == 200
    assert answer.text == PAGE
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    for name, value in security_headers(with_videos=True, is_local=True).items():
        assert answer.headers[name] == value
    assert ask(front, "/").text == "<p>Trang chủ</p>"
    assert ask(front, PATH + "?utm=zalo").text == PAGE


def test_a_name_with_a_dot_is_the_object_of_that_name(front: Front, bucket) -> None:
    bucket("assets/shop.4f2a.css", "p{color:#222}", "text/css")
    answer = ask(front, "/assets/shop.4f2a.css")
    assert answer.text == "p{color:#222}"
    assert answer.headers["Content-Type"] == "text/css"


def test_a_vietnamese_path_is_found_however_it_is_written(front: Front, bucket) -> None:
    bucket("chuyện/index.html", "có")
    assert ask(front, "/chuy%E1%BB%87n").text == "có"
    answer = raw(front, "GET /chuyện HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_change_is_there_at_once(front: Front, bucket) -> None:
    assert ask(front, PATH).text == PAGE
    bucket(PATH[1:] + "/index.html", "mới")
    assert ask(front, PATH).text == "mới"


def test_head_has_the_length_and_no_body(front: Front) -> None:
    answer = ask(front, PATH, "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(PAGE.encode())


def test_text_is_packed_for_who_can_unpack_it(front: Front, bucket) -> None:
    answer = ask(front, PATH, Accept_Encoding="br, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body).decode() == PAGE
    assert len(answer.body) < len(PAGE) / 3
    bucket("anh/a.jpg", b"\xff\xd8", "image/jpeg")
    assert "Content-Encoding" not in ask(front, "/anh/a.jpg", Accept_Encoding="gzip").headers


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_unchanged_page_is_not_sent_again(front: Front, bucket, encoding: str) -> None:
    etag = ask(front, PATH, Accept_Encoding=encoding).headers["ETag"]
    answer = ask(front, PATH, Accept_Encoding=encoding, If_None_Match=f'"other", {etag}')
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == etag
    bucket(PATH[1:] + "/index.html", "mới")
    assert ask(front, PATH, Accept_Encoding=encoding, If_None_Match=etag).status == 200


def test_what_is_not_there_is_404_with_the_shops_own_page(front: Front, bucket) -> None:
    answer = ask(front, "/san-pham/khong-co")
    assert answer.status == 404
    assert "Không tìm thấy" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    bucket("404.html", "<p>Trang này chưa có</p>")
    answer = ask(front, "/san-pham/khong-co")
    assert (answer.status, answer.text) == (404, "<p>Trang này chưa có</p>")
    problem = ask(front, "/api/v1/unknown")
    assert problem.status == 404
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert json.loads(problem.body)["code"] == "not_found"


def test_what_was_removed_is_410(front: Front, bucket) -> None:
    etag = bucket("san-pham/cu/index.html", "<p>Không còn bán</p>", Metadata={"status": "410"})
    answer = ask(front, "/san-pham/cu", If_None_Match=etag)
    assert (answer.status, answer.text) == (410, "<p>Không còn bán</p>")


def test_what_moved_leads_to_its_new_address_and_to_no_other_host(front: Front, bucket) -> None:
    bucket("san-pham/ten-cu/index.html", "<p>cũ</p>", Metadata={"status": "301", "location": "/san-pham/ten-moi"})
    answer = ask(front, "/san-pham/ten-cu")
    assert (answer.status, answer.headers["Location"]) == (301, "/san-pham/ten-moi")
    bucket("san-pham/la/index.html", "<p>lạ</p>", Metadata={"status": "301", "location": "https://khac.example/"})
    answer = ask(front, "/san-pham/la")
    assert (answer.status, answer.headers.get("Location")) == (200, None)


def test_a_slash_at_the_end_goes_to_the_one_address(front: Front) -> None:
    answer = ask(front, PATH + "/?tinh=20")
    assert answer.status == 301
    assert answer.headers["Location"] == PATH + "?tinh=20"


def test_static_pages_are_only_read(front: Front) -> None:
    answer = ask(front, PATH, "POST", b"x=1")
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_route_goes_to_the_functions_with_method_and_body(front: Front) -> None:
    answer = ask(
        front, "/gio-hang/them", "POST", b"san_pham=quyt&so_luong=2", Content_Type="application/x-www-form-urlencoded"
    )
    assert answer.status == 303
    assert answer.headers["Location"] == "/gio-hang"
    assert answer.headers["X-Length"] == "24"
    assert json.loads(ask(front, "/don-hang/XL-1").body) == {"code": "XL-1"}


def test_the_functions_learn_who_asks_and_nothing_of_the_hop(front: Front) -> None:
    answer = ask(
        front,
        "/api/v1/headers",
        Connection="keep-alive, X-Secret-Hop",
        X_Secret_Hop="1",
        TE="trailers",
        Proxy_Authorization="Basic eDp5",
        X_Forwarded_For="6.6.6.6",
        CloudFront_Viewer_Address="6.6.6.6:1",
        X_Kept="có".encode().decode("latin-1"),
    )
    seen = json.loads(answer.body)
    assert seen["x-forwarded-for"] == "6.6.6.6, 127.0.0.1"
    assert seen["cloudfront-viewer-address"].startswith("127.0.0.1:")
    assert not {"te", "proxy-authorization", "x-secret-hop", "connection"} & set(seen)
    assert "x-kept" in seen


def test_static_pages_are_read_while_the_functions_are_down(front: Front) -> None:
    front.functions_port = closed_port()
    assert ask(front, PATH).status == 200
    page = ask(front, "/gio-hang")
    assert page.status == 503
    assert "tạm nghỉ" in page.text
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    problem = ask(front, "/api/v1/slow")
    assert problem.status == 503
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.headers["Retry-After"] == "5"
    facts = json.loads(problem.body)
    assert (facts["status"], facts["code"]) == (503, "functions_down")


def test_a_broken_bucket_is_a_page_too_and_routes_go_on(front: Front, aws: boto3.Session) -> None:
    front.bucket = SiteBucket(aws.client("s3"), "no-such-bucket")
    answer = ask(front, PATH)
    assert answer.status == 503
    assert "tạm nghỉ" in answer.text
    assert ask(front, "/gio-hang").status == 200


def test_one_connection_serves_many_requests_without_waits(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.server_address[1], timeout=10)
    started = time.monotonic()
    for _ in range(20):
        for path in (PATH, "/gio-hang"):
            connection.request("GET", path)
            assert connection.getresponse().read()
    # Forty answers at the 40 ms of a delayed acknowledgement would take 1.6 s.
    assert time.monotonic() - started < 1.2
    connection.close()


def test_sixty_four_at_once(front: Front) -> None:
    def one(n: int) -> int:
        return ask(front, "/api/v1/slow" if n % 2 else PATH).status

    started = time.monotonic()
    with ThreadPoolExecutor(64) as pool:
        assert list(pool.map(one, range(64))) == [200] * 64
    # Thirty-two waits of half a second, side by side.
    assert time.monotonic() - started < 5


def test_a_certificate_runs_nothing_whatever_a_browser_takes_it_for(front: Front, bucket) -> None:
    bucket("tai-lieu/a.pdf", b"%PDF-1.4", "application/pdf")
    answer = ask(front, "/tai-lieu/a.pdf")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
