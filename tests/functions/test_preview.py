"""A preview is the very page that publishing would make, for the CMS alone, and leaves no trace."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from market.catalogue import Block, Document, Kind, dump_document

from tests.functions import catalogue, written
from tests.functions.conftest import NOW, Shop

PATH = "/noi-bo/xem-truoc"
LINE = '<aside class="preview-line" aria-label="Bản xem trước">Bản xem trước, chưa đăng. Trang như lúc {}.</aside>\n'
DOCUMENTS: dict[str, Callable[[], Document]] = {
    "site": lambda: written.site_with_everything(),
    "story": lambda: written.story_of_every_block(),
    "promotion": catalogue.promotion,
    "specialty": written.specialty,
    "page": written.plain,
    "product": lambda: catalogue.product("sp-mang"),
    "shop": lambda: catalogue.shop(catalogue.NA_SHOP),
}


def body_of(document: Document, as_of: datetime | None = None) -> bytes:
    moment = json.dumps(as_of.isoformat() if as_of else None)
    return f'{{"as_of":{moment},"document":{dump_document(document)}}}'.encode()


def signed(shop: Shop, body: bytes, *, at: int | None = None, secret: str | None = None) -> str:
    key = secret or shop.services.settings["XULANG_PREVIEW_SECRET"]
    moment = int(shop.now.timestamp()) if at is None else at
    return f"t={moment},v1={hmac.new(key.encode(), f'{moment}.'.encode() + body, hashlib.sha256).hexdigest()}"


def ask(shop: Shop, body: bytes, signature: str | None = None) -> Any:
    headers = {"content-type": "application/json"}
    if signature is not None:
        headers["x-xulang-signature"] = signature
    return shop.http.request("POST", PATH, headers=headers, body=body)


def look(shop: Shop, document: Document, as_of: datetime | None = None) -> str:
    body = body_of(document, as_of)
    answer = ask(shop, body, signed(shop, body))
    assert answer.status_code == 200, answer.body
    return str(answer.body.decode())


def everything_stored(shop: Shop) -> Any:
    rows = sorted(json.dumps(row, default=str, sort_keys=True) for row in shop.table.everything())
    client = shop.services.site_bucket._client
    kept = [
        (entry["Key"], entry["ETag"])
        for name in ("XULANG_SITE_BUCKET", "XULANG_CONTENT_BUCKET", "XULANG_PRIVATE_BUCKET")
        for entry in client.list_objects_v2(Bucket=shop.services.settings[name]).get("Contents", [])
    ]
    return rows, kept


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_preview_is_the_published_page_byte_for_byte_but_for_its_line(shop: Shop, kind: str) -> None:
    shop.open(with_pages=True)
    shop.publish(written.specialty(), written.plain())
    document = replace(DOCUMENTS[kind](), revision=9)
    preview = look(shop, document)
    shop.publish(document)
    line = LINE.format("10:00 ngày 24/11/2026")
    assert preview.count(line) == 1
    assert preview.replace(line, "") == shop.page(document.path)


def test_a_preview_leaves_nothing_behind(shop: Shop) -> None:
    shop.open(with_pages=True)
    before = everything_stored(shop)
    assert "1.000.000" in look(shop, catalogue.product("sp-mang", revision=9, price=1_000_000))
    look(shop, written.story_of_every_block())
    assert everything_stored(shop) == before
    assert shop.pump.run_once() == 0


def test_a_draft_of_something_never_published_is_drawn(shop: Shop) -> None:
    shop.open()
    new = replace(catalogue.product("sp-mang"), id="sp-moi", path="/san-pham/moi")
    html = look(shop, new)
    assert "Măng ớt Xứ Lạng" in html
    assert "Hết hàng" in html


def test_the_future_is_shown_with_the_goods_of_today(shop: Shop) -> None:
    shop.open()
    campaign = catalogue.promotion()
    assert campaign.valid_from
    assert campaign.valid_until
    assert "Sắp diễn ra" in look(shop, campaign)
    assert "Đang diễn ra" in look(shop, campaign, campaign.valid_from)
    over = look(shop, campaign, campaign.valid_until)
    assert "Đã kết thúc" in over
    assert "Trang như lúc 07:00 ngày 05/12/2026." in over
    shop.stock("sp-mang", -20, "sold-out")
    assert "Hết hàng" in look(shop, campaign, campaign.valid_from)


def test_the_home_page_of_another_month_has_its_own_season(shop: Shop) -> None:
    shop.open()
    august = datetime.fromisoformat("2027-08-20T08:00:00+07:00")
    now, then = look(shop, catalogue.site()), look(shop, catalogue.site(), august)
    assert ("Tháng 11" in now, "Tháng 8" in now) == (True, False)
    assert ("Tháng 11" in then, "Tháng 8" in then) == (False, True)


def test_a_preview_says_what_would_not_be_published(shop: Shop) -> None:
    shop.open()
    gone = Document(kind=Kind.STORY, id="story-1", revision=2, path="/cau-chuyen/mua-hoi")
    body = body_of(gone)
    answer = ask(shop, body, signed(shop, body))
    assert answer.status_code == 422
    assert json.loads(answer.body)["code"] == "preview.undrawable"


def test_it_is_for_nobodys_cache_and_no_search_engine(shop: Shop) -> None:
    body = body_of(catalogue.story())
    headers = {name.lower(): value for name, value in ask(shop, body, signed(shop, body)).headers.items()}
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def _hostile(shop: Shop, body: bytes) -> dict[str, tuple[bytes, str | None]]:
    now = int(shop.now.timestamp())
    good = signed(shop, body)
    return {
        "no signature": (body, None),
        "empty": (body, ""),
        "another secret": (body, signed(shop, body, secret="x" * 32)),
        "an empty secret": (
            body,
            "t={},v1={}".format(now, hmac.new(b"", f"{now}.".encode() + body, "sha256").hexdigest()),
        ),
        "another body": (body.replace(b"Rung", b"Rang") + b" ", good),
        "too old": (body, signed(shop, body, at=now - 301)),
        "from the future": (body, signed(shop, body, at=now + 301)),
        "another time": (body, good.replace(f"t={now}", f"t={now + 1}")),
        "capitals": (body, good.upper()),
        "two signatures": (body, f"{good},v1={'0' * 64}"),
        "a longer one": (body, good + "0"),
        "letters of another alphabet": (body, good[:-1] + "０"),
        "no time": (body, good.split(",")[1]),
        "a huge time": (body, f"t={'9' * 12},v1={'0' * 64}"),
        "too long": (body + b" " * 262_144, signed(shop, body + b" " * 262_144)),
    }


def test_nobody_without_the_secret_is_shown_anything(shop: Shop) -> None:
    shop.open()
    body = body_of(catalogue.story())
    before = everything_stored(shop)
    for name, (sent, signature) in _hostile(shop, body).items():
        answer = ask(shop, sent, signature)
        assert answer.status_code == 403, name
        assert json.loads(answer.body)["code"] == "preview.not_signed", name
        assert "Mùa hồi" not in answer.body.decode(), name
    assert everything_stored(shop) == before
    assert ask(shop, body, signed(shop, body, at=int(NOW.timestamp()) - 299)).status_code == 200


def test_without_a_secret_of_its_own_it_lets_nobody_in(shop: Shop) -> None:
    body = body_of(catalogue.story())
    signature = signed(shop, body)
    shop.services.settings.variables["XULANG_PREVIEW_SECRET"] = ""  # type: ignore[index]
    assert ask(shop, body, signature).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"document":null}',
        b'{"document":{"kind":"story"}}',
        b'{"document":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"\xff\xfe",
        body_of(replace(catalogue.story(), schema_version="9.0")),
        body_of(catalogue.story()).replace(b'"as_of":null', b'"as_of":"2027-01-01T08:00:00"'),
        body_of(catalogue.story()).replace(b'"as_of":null', b'"as_of":"mai"'),
        body_of(catalogue.story()).replace(b'"as_of":null', b'"as_of":7'),
        body_of(catalogue.story(), NOW - timedelta(days=2)),
        body_of(catalogue.story(), NOW + timedelta(days=4_000)),
        body_of(catalogue.story()).replace(b'"as_of":null', b'"as_of":"9999-12-31T23:59:59-14:00"'),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(shop: Shop, body: bytes) -> None:
    answer = ask(shop, body, signed(shop, body))
    assert answer.status_code == 400
    assert json.loads(answer.body)["code"] == "body.unreadable"


def test_hostile_words_stay_words(shop: Shop) -> None:
    block = Block(kind="heading", text="</h2><script>alert(1)</script>")
    html = look(shop, replace(catalogue.story(), body=replace(catalogue.story().body, blocks=(block,))))
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
