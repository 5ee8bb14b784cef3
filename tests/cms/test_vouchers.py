"""A promotion's voucher in the CMS: what editors may promise, and how it is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from market.money import Dong
from market.vouchers import VoucherKind

from cms.registry.models import Product
from cms.stories.models import HomePage, PromotionPage, PromotionProduct
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
TIMES = {"starts_at": NOW, "ends_at": NOW + timedelta(days=10)}
VOUCHER = {"voucher_code": "QUYTBACSON", "voucher_value": 10, "voucher_uses": 200}


def refused(page: PromotionPage) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        page.clean()
    return dict(refusal.value.message_dict)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"voucher_value": 101}, "voucher_value", "Phần trăm giảm từ 1 đến 100."),
        ({"voucher_value": 0}, "voucher_value", "Mức giảm phải lớn hơn 0."),
        ({"voucher_value": None}, "voucher_value", "Mức giảm phải lớn hơn 0."),
        ({"voucher_uses": 0}, "voucher_uses", "Tổng số lượt phải từ 1."),
        ({"voucher_uses": None}, "voucher_uses", "Tổng số lượt phải từ 1."),
        ({"voucher_kind": ""}, "voucher_kind", "Hãy chọn cách giảm."),
        ({"voucher_code": "A#"}, "voucher_code", "Mã gồm 3 đến 24 chữ không dấu và chữ số, ví dụ QUYTBACSON."),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused_at_its_field(
    promotion: Any, changes: dict[str, Any], field: str, sentence: str
) -> None:
    assert refused(promotion(**TIMES, **{**VOUCHER, **changes})) == {field: [sentence]}


def test_all_refusals_are_told_at_once(promotion: Any) -> None:
    page = promotion(starts_at=NOW, ends_at=NOW, **{**VOUCHER, "voucher_value": 0})
    assert set(refused(page)) == {"ends_at", "voucher_value"}


def test_edges_are_allowed_and_a_code_is_kept_as_it_is_read(promotion: Any) -> None:
    for changes in ({"voucher_value": 1}, {"voucher_value": 100}, {"voucher_kind": "amount", "voucher_value": 20_000}):
        page = promotion(**TIMES, **{**VOUCHER, **changes, "voucher_code": " quýt bắc-sơn "})
        page.clean()
        assert page.voucher_code == "QUYTBACSON"


def test_without_a_code_the_rest_does_not_matter(promotion: Any, home: HomePage) -> None:
    page = promotion(**TIMES, **{**VOUCHER, "voucher_code": "", "voucher_value": 0})
    page.clean()
    home.add_child(instance=page)
    assert documents_of("promotion", f"promotion-{page.pk}")[-1].body.voucher is None


def test_a_code_belongs_to_one_promotion(promotion: Any, home: HomePage) -> None:
    first = promotion(**TIMES, **VOUCHER)
    home.add_child(instance=first)
    first.clean()
    second = promotion(slug="khac", **TIMES, **{**VOUCHER, "voucher_code": "quyt bac son"})
    assert refused(second) == {"voucher_code": ["Một chương trình khác đã dùng mã này. Hãy chọn mã khác."]}


def test_the_document_has_the_whole_promise(promotion: Any, home: HomePage, product: Product) -> None:
    more = {"voucher_max_discount": 30_000, "voucher_min_goods": 100_000, "voucher_per_phone": 2}
    page = promotion(**TIMES, **VOUCHER, **more)
    page.products = [PromotionProduct(product=product)]
    home.add_child(instance=page)
    found = documents_of("promotion", f"promotion-{page.pk}")[-1].body.voucher
    assert (found.code, found.title, found.kind, found.value) == ("QUYTBACSON", "Vào vụ", VoucherKind.PERCENT, 1_000)
    assert (found.max_discount, found.min_goods) == (Dong(30_000), Dong(100_000))
    assert (found.uses, found.per_phone, found.applies_to) == (200, 2, ("sp-thu",))
    assert (found.valid_from, found.valid_until) == (NOW, NOW + timedelta(days=10))
    assert found.flaw == ""


def test_a_sold_out_programme_never_becomes_a_voucher_for_everything(
    promotion: Any, home: HomePage, product: Product
) -> None:
    page = promotion(**TIMES, **VOUCHER)
    page.products = [PromotionProduct(product=product)]
    home.add_child(instance=page)
    product.on_sale = False
    product.save()
    body = documents_of("promotion", f"promotion-{page.pk}")[-1].body
    assert (body.product_ids, body.voucher.applies_to) == ((), ("sp-thu",))
    empty = promotion(slug="rong", **TIMES, **{**VOUCHER, "voucher_code": "RONG"})
    home.add_child(instance=empty)
    assert documents_of("promotion", f"promotion-{empty.pk}")[-1].body.voucher is None


def test_a_fixed_sum_for_everything_has_no_cap(promotion: Any, home: HomePage) -> None:
    fixed = {
        "voucher_kind": "amount",
        "voucher_value": 20_000,
        "voucher_max_discount": 5,
        "voucher_for_products": False,
    }
    page = promotion(**TIMES, **{**VOUCHER, **fixed})
    home.add_child(instance=page)
    found = documents_of("promotion", f"promotion-{page.pk}")[-1].body.voucher
    assert (found.kind, found.value, found.max_discount, found.applies_to) == (
        VoucherKind.AMOUNT,
        20_000,
        Dong(0),
        (),
    )


def test_editors_find_the_fields_with_their_help(client: Client, editor: Any, home: HomePage) -> None:
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:add", args=["stories", "promotionpage", home.pk])
    shown = client.get(address).content.decode()
    for words in ("Mã giảm giá", "Giảm theo phần trăm", "Tổng số lượt", "hộ vẫn nhận đủ tiền"):
        assert words.lower() in shown.lower()
