"""What search engines are told: each page that is shown, none that is gone, no more reading than there was change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from chalicelib.pages.sitemap import MOST, robots, sitemap_file
from chalicelib.store import sitemaps
from chalicelib.workers.sitemap import put_robots, write_sitemaps
from market.catalogue import Kind, Language, Translation
from market.listed import Listed

from tests.functions import catalogue
from tests.functions.conftest import Shop

_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_LINK = "{http://www.w3.org/1999/xhtml}link"


def read(shop: Shop, key: str) -> ElementTree.Element:
    content = shop.services.site_bucket.get(key)
    assert content is not None, key
    return ElementTree.fromstring(content)


def addresses(shop: Shop) -> set[str]:
    """Every address of every file that the index names."""
    origin = shop.services.settings["XULANG_PUBLIC_URL"]
    files = [entry.text or "" for entry in read(shop, "sitemap.xml").iter(f"{_MAP}loc")]
    assert all(file.startswith(f"{origin}/sitemap-") for file in files)
    found = [loc.text or "" for file in files for loc in read(shop, file.removeprefix(f"{origin}/")).iter(f"{_MAP}loc")]
    assert len(found) == len(set(found))
    return {address.removeprefix(origin) for address in found}


def written(shop: Shop) -> int:
    shop.pass_time(minutes=11)
    total = 0
    while done := write_sitemaps(shop.services):
        total += done
    return total


def test_every_page_that_is_shown_is_in_it(shop: Shop) -> None:
    shop.open(with_pages=True)
    assert written(shop) > 0
    found = addresses(shop)
    assert {"/", "/san-pham/na-chi-lang", "/gian-hang/na-doc-da", "/cau-chuyen/mua-hoi", "/khuyen-mai/mang-ot"} <= found
    for path in found:
        assert shop.page(path)


def test_what_is_gone_leaves_it_and_what_moved_is_under_its_new_address(shop: Shop) -> None:
    shop.open(with_pages=True)
    written(shop)
    shop.publish(catalogue.removed_product("sp-hoi", revision=2))
    story = catalogue.story()
    shop.publish(replace(story, revision=story.revision + 1, path="/cau-chuyen/mua-hoi-moi"))
    written(shop)
    found = addresses(shop)
    assert "/san-pham/hoa-hoi" not in found
    assert ("/cau-chuyen/mua-hoi" in found, "/cau-chuyen/mua-hoi-moi" in found) == (False, True)


def test_one_change_writes_one_file_and_a_page_drawn_again_none(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.open(with_pages=True)
    written(shop)
    read_shards: list[str] = []
    entries = sitemaps.entries
    monkeypatch.setattr(sitemaps, "entries", lambda table, shard: read_shards.append(shard) or entries(table, shard))
    shop.publish(catalogue.product("sp-hoi", revision=1))
    assert (written(shop), read_shards) == (0, [])
    shop.publish(catalogue.product("sp-hoi", revision=2, price=150_000))
    assert (written(shop), read_shards) == (1, [sitemaps.shard_of(Kind.PRODUCT, "sp-hoi")])


def test_a_busy_morning_writes_a_file_once(shop: Shop) -> None:
    shop.open(with_pages=True)
    written(shop)
    for revision in range(2, 7):
        shop.publish(catalogue.product("sp-hoi", revision=revision, price=100_000 + revision))
    assert write_sitemaps(shop.services) == 0
    assert written(shop) == 1


def test_what_changes_while_a_file_is_written_is_not_lost(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.open(with_pages=True)
    written(shop)
    shop.publish(catalogue.product("sp-hoi", revision=2, price=150_000))
    entries = sitemaps.entries

    def and_then_it_is_removed(table: Any, shard: str) -> Any:
        rows = entries(table, shard)
        monkeypatch.setattr(sitemaps, "entries", entries)
        shop.publish(catalogue.removed_product("sp-hoi", revision=3))
        return rows

    monkeypatch.setattr(sitemaps, "entries", and_then_it_is_removed)
    written(shop)
    assert "/san-pham/hoa-hoi" not in addresses(shop)


def test_a_clock_that_dies_after_the_file_writes_it_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.open(with_pages=True)
    shop.pass_time(minutes=11)
    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.workers.sitemap.sitemap_index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_sitemaps(shop.services)
    assert shop.services.site_bucket.get("sitemap.xml") is None
    assert written(shop) > 0
    assert "/san-pham/na-chi-lang" in addresses(shop)


def test_the_same_page_in_other_languages_is_named(shop: Shop) -> None:
    shop.open(with_pages=True)
    translations = (
        Translation(language=Language.VIETNAMESE, path="/cau-chuyen/mua-hoi"),
        Translation(language=Language.ENGLISH, path="/en/cau-chuyen/star-anise"),
    )
    story = catalogue.story()
    shop.publish(replace(story, revision=story.revision + 1, translations=translations))
    written(shop)
    links = read(shop, f"sitemap-{sitemaps.shard_of(Kind.STORY, story.id)}.xml").iter(_LINK)
    origin = shop.services.settings["XULANG_PUBLIC_URL"]
    assert [(link.get("hreflang"), link.get("href")) for link in links] == [
        ("vi", f"{origin}/cau-chuyen/mua-hoi"),
        ("en", f"{origin}/en/cau-chuyen/star-anise"),
    ]


def test_a_file_never_holds_more_than_is_allowed(shop: Shop) -> None:
    page = Listed(path="/san-pham/na", changed_at=shop.services.now())
    with pytest.raises(ValueError, match="50000 are allowed"):
        sitemap_file([page] * (MOST + 1), "https://cho.example")
    full = sitemap_file([page] * 50_000, "https://cho.example")
    assert len(full.encode()) < 50 * 1024 * 1024


def test_three_hundred_thousand_products_spread_evenly() -> None:
    counts: dict[str, int] = {}
    for number in range(300_000):
        shard = sitemaps.shard_of(Kind.PRODUCT, f"sp-{number:06d}")
        counts[shard] = counts.get(shard, 0) + 1
    assert (len(counts), max(counts.values()) < 5_200) == (64, True)


def test_no_address_breaks_out_of_the_file(shop: Shop) -> None:
    page = Listed(path='/san-pham/"><x&y>', changed_at=shop.services.now())
    found = ElementTree.fromstring(sitemap_file([page], "https://cho.example"))
    assert [loc.text for loc in found.iter(f"{_MAP}loc")] == ["https://cho.example/san-pham/%22%3E%3Cx%26y%3E"]


def test_robots_names_the_index_and_keeps_out_of_what_is_personal(shop: Shop) -> None:
    put_robots(shop.services)
    origin = shop.services.settings["XULANG_PUBLIC_URL"]
    text = (shop.services.site_bucket.get("robots.txt") or b"").decode()
    assert text == robots(origin)
    assert f"Sitemap: {origin}/sitemap.xml\n" in text
    for path in ("/don-hang/", "/thanh-toan", "/van-hanh"):
        assert f"Disallow: {path}\n" in text
