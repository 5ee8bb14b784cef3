"""From a document of the CMS to the page that people read."""

from __future__ import annotations

from dataclasses import replace

from tests.functions import catalogue
from tests.functions.conftest import Shop


def test_everything_published_has_its_page(shop: Shop) -> None:
    shop.open(with_pages=True)
    assert "Na Chi Lăng" in shop.page("/san-pham/na-chi-lang")
    assert "60.000" in shop.page("/san-pham/na-chi-lang")
    assert "Măng ớt Xứ Lạng" in shop.page("/gian-hang/na-doc-da")
    assert "Hoa hồi khô" in shop.page("/cau-chuyen/mua-hoi")
    assert "Hoa hồi khô" in shop.page("/")
    assert "Măng ớt vào đông" in shop.page("/khuyen-mai/mang-ot")


def test_a_new_price_reaches_every_page_that_names_the_product(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(catalogue.product("sp-hoi", revision=2, price=150_000))
    for path in ("/san-pham/hoa-hoi", "/gian-hang/hoi-van-quan", "/cau-chuyen/mua-hoi", "/"):
        assert "150.000" in shop.page(path), path
        assert "140.000" not in shop.page(path), path


def test_an_older_revision_never_replaces_a_newer_one(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(catalogue.product("sp-hoi", revision=3, price=155_000))
    shop.publish(catalogue.product("sp-hoi", revision=2, price=1_000))
    assert "155.000" in shop.page("/san-pham/hoa-hoi")
    assert shop.audit()["stock"][0]["revision"] == 3


def metadata(shop: Shop, path: str) -> dict[str, str]:
    found = shop.services.site_bucket._client.head_object(
        Bucket=shop.services.settings["XULANG_SITE_BUCKET"], Key=f"{path.strip('/')}/index.html"
    )
    return dict(found["Metadata"])


def test_a_moved_page_leaves_the_way_to_its_new_address(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(replace(catalogue.product("sp-hoi", revision=2), path="/san-pham/hoa-hoi-moi"))
    assert metadata(shop, "/san-pham/hoa-hoi") == {"status": "301", "location": "/san-pham/hoa-hoi-moi"}
    assert metadata(shop, "/san-pham/hoa-hoi-moi") == {}


def test_a_removed_page_says_so(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(catalogue.removed_product("sp-hoi", revision=2))
    assert metadata(shop, "/san-pham/hoa-hoi") == {"status": "410"}
    assert "không còn" in shop.page("/san-pham/hoa-hoi")
    assert "Hoa hồi khô" not in shop.page("/gian-hang/hoi-van-quan")


def test_an_address_belongs_to_the_last_who_claimed_it(shop: Shop) -> None:
    """A product is renamed, another takes its old address, then the first is removed: the second's page stands."""
    shop.open(with_pages=True)
    shop.publish(replace(catalogue.product("sp-hoi", revision=2), path="/san-pham/hoa-hoi-moi"))
    shop.publish(replace(catalogue.product("sp-mang", revision=2), path="/san-pham/hoa-hoi"))
    shop.publish(replace(catalogue.removed_product("sp-hoi", revision=3), path="/san-pham/hoa-hoi-moi"))
    assert metadata(shop, "/san-pham/hoa-hoi") == {}
    assert "Măng ớt Xứ Lạng" in shop.page("/san-pham/hoa-hoi")
    assert metadata(shop, "/san-pham/hoa-hoi-moi") == {"status": "410"}
    assert metadata(shop, "/san-pham/mang-ot") == {"status": "301", "location": "/san-pham/hoa-hoi"}


def test_a_page_changes_when_the_stock_reaches_another_level(shop: Shop) -> None:
    shop.open(with_pages=True)
    assert "Còn hàng" in shop.page("/san-pham/hoa-hoi")
    shop.stock("sp-hoi", -20, "sold-out")
    shop.pump.run_once()
    assert "Hết hàng" in shop.page("/san-pham/hoa-hoi")


def test_a_hotline_reaches_every_page(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(catalogue.site(revision=2, hotline="0205 3999 888"))
    for path in ("/", "/san-pham/hoa-hoi", "/gian-hang/na-doc-da", "/cau-chuyen/mua-hoi"):
        assert "3999888" in shop.page(path).replace(" ", ""), path


def test_a_promotion_begins_and_ends_with_nobody_there(shop: Shop) -> None:
    shop.open(with_pages=True)
    page = shop.page("/khuyen-mai/mang-ot")
    shop.pass_time(days=1)
    shop.pump.run_schedule("clock")
    running = shop.page("/khuyen-mai/mang-ot")
    shop.pass_time(days=11)
    shop.pump.run_schedule("clock")
    ended = shop.page("/khuyen-mai/mang-ot")
    assert len({page, running, ended}) == 3
    assert "Đã kết thúc" in ended
    assert "Đã kết thúc" not in running


def test_a_document_of_another_age_is_left_and_the_last_good_one_stays(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(replace(catalogue.product("sp-hoi", revision=2, price=1_000), schema_version="2.0"))
    assert "140.000" in shop.page("/san-pham/hoa-hoi")
