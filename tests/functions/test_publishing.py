"""From a document of the CMS to the page that people read."""

from __future__ import annotations

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
