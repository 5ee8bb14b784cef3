"""What is offered and heard: the ways to pay whose settings are there, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from chalicelib.payment_methods import PaymentMethods
from chalicelib.settings import MissingSetting, Settings
from chalicelib.web.checkout_pages import payment_options
from chalicelib.web.order_views import PAYMENT_LABELS
from market.money import Dong

from tests.functions.buying import buy, call
from tests.functions.conftest import Shop

GATEWAYS = {
    "VNPAY_HASH_SECRET": "vnpay",
    "MOMO_SECRET_KEY": "momo",
    "ZALOPAY_KEY1": "zalopay",
    "STRIPE_SECRET_KEY": "stripe",
}
REPORTERS = {
    "SEPAY_WEBHOOK_SECRET": ("sepay", "vietqr"),
    "CASSO_WEBHOOK_KEY": ("casso",),
    "CASSO_SECURE_TOKEN": ("casso-v1",),
    "PAYOS_CHECKSUM_KEY": ("payos",),
}


def without(shop: Shop, *names: str) -> None:
    """The functions in an environment without these settings."""
    left = {name: value for name, value in shop.services.settings.variables.items() if name not in names}
    methods = PaymentMethods(Settings(left))
    shop.services.providers = methods.providers  # type: ignore[misc]
    shop.services.payment_callbacks = methods.callbacks  # type: ignore[misc]


def cookies_of(answer: Any) -> list[str]:
    found = answer.headers["Set-Cookie"]
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("missing", [(), *((name,) for name in GATEWAYS), tuple(GATEWAYS)])
def test_only_what_is_configured_is_offered_and_heard(shop: Shop, missing: tuple[str, ...]) -> None:
    shop.open()
    without(shop, *missing)
    cart = shop.http.post(
        "/gio-hang/them",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=b"san_pham=sp-na&so_luong=1",
    )
    cookie = "; ".join(str(one).partition(";")[0] for one in cookies_of(cart))
    page = shop.http.get("/thanh-toan?tinh=20", headers={"cookie": cookie}).body.decode()
    for setting, name in GATEWAYS.items():
        assert (f'value="{name}"' in page) is (setting not in missing)
    for name in (GATEWAYS[setting] for setting in missing):
        assert call(shop, "GET" if name == "vnpay" else "POST", f"/webhooks/{name}", None)[0] == 404
    assert 'value="cod"' in page
    assert page.index('value="cod"') < page.index('value="vietqr"')


@pytest.mark.parametrize("missing", [(), *((name,) for name in REPORTERS)])
def test_a_transfer_is_offered_while_somebody_reports_it(shop: Shop, missing: tuple[str, ...]) -> None:
    without(shop, *missing)
    assert "vietqr" in shop.services.providers
    heard = {source for setting, sources in REPORTERS.items() if setting not in missing for source in sources}
    assert heard == set(shop.services.payment_callbacks) & {"sepay", "vietqr", "casso", "casso-v1", "payos"}


def test_a_transfer_that_nobody_would_report_is_not_offered(shop: Shop) -> None:
    without(shop, *REPORTERS)
    assert "vietqr" not in shop.services.providers


def test_an_order_whose_way_to_pay_is_no_longer_there_keeps_its_page(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "vnpay")
    without(shop, "VNPAY_HASH_SECRET")
    page = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={shop.services.order_token(code)}"})
    assert page.status_code == 200


@pytest.mark.parametrize(
    "name", ["VNPAY_TMN_CODE", "MOMO_ACCESS_KEY", "ZALOPAY_KEY2", "VIETQR_BANK_BIN", "STRIPE_API_BASE"]
)
def test_a_way_to_pay_with_half_of_its_settings_is_named_and_not_left_out(shop: Shop, name: str) -> None:
    left = {one: value for one, value in shop.services.settings.variables.items() if one != name}
    with pytest.raises(MissingSetting, match=name):
        _ = PaymentMethods(Settings(left)).providers


def test_every_way_to_pay_has_its_words(shop: Shop) -> None:
    options = payment_options(Dong(344_500))
    assert [option.name for option in options] == ["cod", "vietqr", "vnpay", "momo", "zalopay", "stripe"]
    assert all("344.500" in option.button and option.hint for option in options)
    assert set(PAYMENT_LABELS) >= {option.name for option in options}
