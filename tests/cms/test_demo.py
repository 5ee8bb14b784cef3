"""The sample content: complete, true to its own promises, and loaded once."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from market.catalogue import Document, load_document
from PIL import Image

from cms.demo.drawing.__main__ import FOLDER
from cms.demo.drawing.compositions import PRODUCTS as DRAWINGS
from cms.demo.drawing.scenes import SCENES
from cms.demo.users import USERS
from cms.publishing.models import OutboxRow, PublishedDocument
from cms.registry.models import Product, Shop
from cms.stories.models import StoryPage

PASSWORDS = {user.name: f"mat-khau-{user.name}" for user in USERS}

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Document]:
    for user in USERS:
        monkeypatch.setenv(user.variable, PASSWORDS[user.name])
    monkeypatch.setenv("DEMO_OTP_SECRET", "khoa-thu")
    call_command("demo", verbosity=0)
    latest = {}
    for row in OutboxRow.objects.order_by("revision"):
        latest[row.kind, row.document_id] = load_document(row.document)
    return latest


def test_enough_of_everything(loaded: dict[tuple[str, str], Document]) -> None:
    products = [document.body for (kind, _), document in loaded.items() if kind == "product"]
    shops = [document.body for (kind, _), document in loaded.items() if kind == "shop"]
    assert len(products) == 14
    assert sorted(shop.carrier.value for shop in shops) == ["viettelpost"] * 3 + ["vnpost"] * 3
    assert len({shop.commune_code for shop in shops}) >= 4
    for product in products:
        assert product.is_sample
        assert product.sources
        assert len(product.pictures) == 1
        picture = product.pictures[0]
        assert (picture.width, picture.height, picture.thumb_width) == (640, 480, 320)
        assert len(picture.alt) > 20
    for shop in shops:
        assert shop.is_sample
        assert "dữ liệu mẫu" in shop.intro_html
    assert len({product.pictures[0].src for product in products}) == 14


def test_stories_are_long_enough_and_name_goods_that_exist(loaded: dict[tuple[str, str], Document]) -> None:
    stories = [document.body for (kind, _), document in loaded.items() if kind == "story"]
    assert len(stories) == 2
    known = set(Product.objects.values_list("public_id", flat=True))
    for story in stories:
        words = re.sub(r"<[^>]+>", " ", " ".join(block.html for block in story.blocks)).split()
        assert len(words) >= 250
        assert {block.kind for block in story.blocks} == {"heading", "text", "image", "quote", "product"}
        assert {block.product_id for block in story.blocks if block.product_id} <= known


def test_the_promotion_and_the_home_page(loaded: dict[tuple[str, str], Document]) -> None:
    promotions = {document.path: document for (kind, _), document in loaded.items() if kind == "promotion"}
    promotion = promotions["/khuyen-mai/quyt-vang-bac-son-vao-vu"]
    assert promotion.valid_from.date().isoformat() == "2026-11-15"
    assert promotion.valid_until.date().isoformat() == "2026-12-31"
    voucher = promotion.body.voucher
    assert (voucher.code, voucher.value, voucher.uses, voucher.per_phone) == ("QUYTBACSON", 1_000, 200, 1)
    assert (voucher.max_discount.amount, voucher.min_goods.amount) == (30_000, 100_000)
    assert set(voucher.applies_to) == set(promotion.body.product_ids)
    home = loaded["site", "home"].body
    assert home.product_ids[0] == "sp-quyt-bac-son"
    assert len(home.product_ids) == 14
    assert len(home.shop_ids) == 6
    kinds = [teaser.kind.value for teaser in home.teasers]
    assert kinds == ["promotion"] * 2 + ["specialty"] * 5 + ["story"] * 2
    assert [teaser.months for teaser in home.teasers if teaser.path == "/dac-san/hoa-hoi"] == [(1, 7, 8, 9, 12)]
    assert home.picture.width == 640


def test_the_campaign_before_tet(loaded: dict[tuple[str, str], Document]) -> None:
    tet = next(d for d in loaded.values() if d.path == "/khuyen-mai/cho-tet-xu-lang-2027")
    assert (tet.valid_from.isoformat(), tet.valid_until.isoformat()) == (
        "2027-01-08T01:00:00+00:00",
        "2027-02-01T05:00:00+00:00",
    )
    body = tet.body
    assert (len(body.product_ids), len(body.shop_ids), body.commune_codes) == (6, 3, ("06154", "06253", "06367"))
    assert (body.voucher.code, body.voucher.value, body.voucher.min_goods.amount) == ("CHOTETXULANG", 20_000, 300_000)
    banner = loaded["site", "home"].body.banner
    assert (banner.path, banner.valid_until) == (tet.path, tet.valid_until)


def test_specialties_say_where_each_figure_comes_from(loaded: dict[tuple[str, str], Document]) -> None:
    specialties = {d.path: d.body for (kind, _), d in loaded.items() if kind == "specialty"}
    assert sorted(specialties) == [
        "/dac-san/hoa-hoi",
        "/dac-san/hong-vanh-khuyen",
        "/dac-san/na-chi-lang",
        "/dac-san/quyt-bac-son",
        "/dac-san/thach-den",
    ]
    for body in specialties.values():
        assert body.is_sample
        assert body.sources
        assert body.seasons
        assert body.commune_codes
        assert "<li>" in body.choosing_html
        assert body.keeping_html
        # Figures stand in tables, which the sources are for.
        assert any(block.kind == "facts" for block in body.blocks)
    assert specialties["/dac-san/hoa-hoi"].product_ids[:2] == ("sp-hoa-hoi-kho", "sp-tinh-dau-hoi")
    assert [badge.kind for badge in specialties["/dac-san/hoa-hoi"].badges] == ["gi"]


def test_plain_pages_are_in_the_footer_and_say_what_is_to_be_filled_in(
    loaded: dict[tuple[str, str], Document],
) -> None:
    plain = {d.path: d.body for (kind, _), d in loaded.items() if kind == "page"}
    site = loaded["site", "home"].body
    assert [link.path for link in site.footer] == [
        "/trang/gioi-thieu",
        "/trang/dieu-khoan",
        "/trang/quyen-rieng-tu",
        "/trang/cach-xep-hang",
        "/trang/khieu-nai",
    ]
    assert {link.path for link in site.footer} == set(plain)
    assert [link.label for link in site.menu] == ["Đặc sản", "Quýt vào vụ", "Chợ Tết", "Gian hàng"]
    gaps = [
        path for path, body in plain.items() if any("[Đơn vị vận hành điền:" in block.html for block in body.blocks)
    ]
    assert sorted(gaps) == ["/trang/dieu-khoan", "/trang/gioi-thieu", "/trang/khieu-nai", "/trang/quyen-rieng-tu"]


def test_what_the_samples_link_to_is_there(loaded: dict[tuple[str, str], Document]) -> None:
    paths = {document.path for document in loaded.values()} | {"/tra-cuu", "/#dac-san", "/#gian-hang"}
    for document in loaded.values():
        blocks = getattr(document.body, "blocks", ())
        assert {block.href for block in blocks if block.href} <= paths, document.path
    site = loaded["site", "home"].body
    assert {link.path for link in (*site.menu, *site.footer)} | {site.banner.path} <= paths


def test_a_second_time_changes_nothing(loaded: dict[tuple[str, str], Document]) -> None:
    Product.objects.filter(public_id="sp-na-chi-lang").update(price=58_000)
    before = list(OutboxRow.objects.values_list("pk", flat=True))
    assert set(PublishedDocument.objects.exclude(kind="site").values_list("revision", flat=True)) == {1}
    call_command("demo", verbosity=0)
    assert list(OutboxRow.objects.values_list("pk", flat=True)) == before
    assert Product.objects.get(public_id="sp-na-chi-lang").price == 58_000
    # Two stories, one of them in English and Chinese too.
    assert (Shop.objects.count(), Product.objects.count(), StoryPage.objects.count()) == (6, 14, 4)


@pytest.mark.parametrize("name", sorted(PASSWORDS))
def test_each_role_logs_in_with_both_factors(
    loaded: dict[tuple[str, str], Document], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = Client()
    first = browser.post("/admin/login/", {"username": name, "password": PASSWORDS[name]}, follow=True)
    assert first.request["PATH_INFO"] == "/admin/hai-lop/", "the password alone opens nothing"
    capsys.readouterr()
    call_command("login_code", name)
    answer = browser.post("/admin/hai-lop/", {"code": capsys.readouterr().out.strip(), "next": "/admin/"}, follow=True)
    assert (answer.request["PATH_INFO"], answer.status_code) == ("/admin/", 200)
    user = answer.context["user"]
    assert user.is_superuser == (name == "admin")
    assert user.has_perm("registry.change_product")
    assert user.has_perm("access.work_everywhere") == (name != "bientapxa")


def test_no_login_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for user in USERS:
        monkeypatch.delenv(user.variable, raising=False)
    call_command("demo", verbosity=0)
    assert not get_user_model().objects.exists()


def test_every_drawing_is_there_in_its_size() -> None:
    assert {path.stem for path in FOLDER.glob("*.jpg")} == {*DRAWINGS, *SCENES}
    for path in FOLDER.glob("*.jpg"):
        with Image.open(path) as picture:
            assert picture.size == (1200, 900), path.name
