"""The route that charges a card: for whom, for which orders, and that it never makes anything paid."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from chalicelib.ports import CardDeclined, CardForm, CardStep, PaymentRequest, PaymentStart, ProviderError

from tests.functions.buying import buy
from tests.functions.callbacks import card_event
from tests.functions.conftest import Shop

TOKEN = "tok_1PxYz"


@dataclass
class Cards:
    """A card provider that does as told, and remembers what it was asked to charge."""

    name: str = "stripe"
    confirms_at_once: bool = False
    step: CardStep | Exception = field(default_factory=lambda: CardStep(needs_action=False))
    charged: list[tuple[str, str]] = field(default_factory=list)
    intent: str = "pi_1"

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        form = CardForm(
            intent_id=self.intent, client_secret="s", publishable_key="pk_test_1", script_url="http://127.0.0.1:9/v3/"
        )
        return PaymentStart(provider_reference=self.intent, card=form)

    def charge(self, reference: str, token: str) -> CardStep:
        self.charged.append((reference, token))
        if isinstance(self.step, Exception):
            raise self.step
        return self.step


@pytest.fixture
def cards(shop: Shop) -> Cards:
    cards = Cards()
    real = shop.services.providers["stripe"]
    cards.read = real.read  # type: ignore[attr-defined]
    shop.services.providers = {**shop.services.providers, "stripe": cards}  # type: ignore[misc, dict-item]
    shop.services.cards = {"stripe": cards}  # type: ignore[misc]
    shop.open()
    return cards


def open_page(shop: Shop, code: str) -> str:
    answer = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={shop.services.order_token(code)}"})
    assert answer.status_code == 200
    return str(answer.body.decode())


def pay(shop: Shop, code: str, token: str = TOKEN, *, cookie: str | None = None, **headers: str) -> tuple[int, Any]:
    held = f"don={shop.services.order_token(code)}" if cookie is None else cookie
    named = {"content-type": "application/x-www-form-urlencoded", "cookie": held} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    answer = shop.http.post(f"/don-hang/{code}/the", headers=named, body=urlencode({"the": token}).encode())
    return answer.status_code, json.loads(answer.body)


def state(shop: Shop, code: str) -> str:
    [order] = [order for order in shop.audit()["orders"] if order["code"] == code]
    assert order["captured"] == (order["total"] if order["state"] == "confirmed" else 0)
    return str(order["state"])


@pytest.mark.parametrize("needs_action", [True, False])
def test_the_card_is_charged_and_only_the_callback_makes_the_order_paid(
    shop: Shop, cards: Cards, needs_action: bool
) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    cards.step = CardStep(needs_action=needs_action)
    assert pay(shop, code) == (200, {"needs_action": needs_action})
    assert cards.charged == [("pi_1", TOKEN)]
    assert state(shop, code) == "awaiting_payment"
    found = shop.audit()
    assert (found["outbox"], found["inbox"]) == ([], [])
    total = found["orders"][0]["total"]
    assert card_event(shop, code, total)[0] == 200
    assert state(shop, code) == "confirmed"
    shop.check()


@pytest.mark.parametrize("cookie", ["", "don=", "don=0123456789abcdef0123456789abcdef01234567", 'don="'])
def test_without_the_orders_own_cookie_there_is_no_such_order(shop: Shop, cards: Cards, cookie: str) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    status, answer = pay(shop, code, cookie=cookie)
    assert (status, answer["code"]) == (404, "order.not_found")
    other = buy(shop, "stripe", key="another-key-0123456789")
    assert pay(shop, other, cookie=f"don={shop.services.order_token(code)}")[0] == 404
    assert cards.charged == []


@pytest.mark.parametrize(
    "token", ["", "tok_", "pm_1PxYz", "tok_a/../refunds", "tok_" + "a" * 65, "tok_é", f"{TOKEN}\n", f" {TOKEN}"]
)
def test_a_token_of_another_form_is_not_passed_on(shop: Shop, cards: Cards, token: str) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    status, answer = pay(shop, code, token)
    assert (status, answer["code"], list(answer["fields"])) == (422, "input.invalid", ["the"])
    assert cards.charged == []


@pytest.mark.parametrize(
    "said",
    [{"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://["}],
)
def test_a_form_of_another_site_charges_nothing(shop: Shop, cards: Cards, said: dict[str, str]) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    status, answer = pay(shop, code, **said)
    assert (status, answer["code"]) == (422, "form.foreign")
    assert cards.charged == []


def test_only_an_order_that_waits_for_a_card_is_charged(shop: Shop, cards: Cards) -> None:
    by_card = buy(shop, "stripe", {"sp-na": 1})
    assert pay(shop, by_card)[1]["code"] == "order.no_card_due", "its page has begun no payment yet"
    open_page(shop, by_card)
    assert card_event(shop, by_card, shop.audit()["orders"][0]["total"])[0] == 200
    in_cash = buy(shop, "cod", {"sp-na": 1}, "cash-key-0123456789")
    by_bank = buy(shop, "vietqr", {"sp-na": 1}, "bank-key-0123456789")
    late = buy(shop, "stripe", {"sp-na": 1}, "late-key-0123456789")
    for code in (by_bank, late):
        open_page(shop, code)
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    for code, expected in ((by_card, "confirmed"), (in_cash, "confirmed"), (by_bank, "expired"), (late, "expired")):
        [order] = [order for order in shop.audit()["orders"] if order["code"] == code]
        assert order["state"] == expected
        status, answer = pay(shop, code)
        assert (status, answer["code"]) == (409, "order.no_card_due")
    assert cards.charged == []


def test_a_transfer_that_is_awaited_is_no_card(shop: Shop, cards: Cards) -> None:
    code = buy(shop, "vietqr")
    open_page(shop, code)
    assert pay(shop, code)[1]["code"] == "order.no_card_due"
    assert cards.charged == []


def test_a_declined_card_is_explained_and_another_one_may_pay(shop: Shop, cards: Cards) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    cards.step = CardDeclined(decline_code="insufficient_funds")
    status, answer = pay(shop, code)
    assert status == 409
    assert answer == {
        "type": "urn:xulang:card.declined",
        "title": "Ngân hàng từ chối thẻ này. Hãy thử thẻ khác hoặc gọi ngân hàng của bạn.",
        "status": 409,
        "code": "card.declined",
        "decline_code": "insufficient_funds",
    }
    assert state(shop, code) == "awaiting_payment"
    cards.step = CardStep(needs_action=False)
    assert pay(shop, code, "tok_second")[0] == 200
    assert [token for _, token in cards.charged] == [TOKEN, "tok_second"]


@pytest.mark.parametrize("permanent", [True, False])
def test_a_provider_in_trouble_is_said_in_words_and_may_be_asked_again(
    shop: Shop, cards: Cards, permanent: bool
) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    cards.step = ProviderError("stripe: not reached", permanent=permanent)
    status, answer = pay(shop, code)
    assert (status, answer["code"]) == (503, "card.not_charged")
    assert "Hãy thử lại" in answer["title"]
    assert state(shop, code) == "awaiting_payment"


def test_an_intent_that_was_replaced_is_the_one_that_is_charged(shop: Shop, cards: Cards) -> None:
    code = buy(shop, "stripe")
    open_page(shop, code)
    # Cancelled at the provider, by hand for instance: the page begins another one.
    cards.intent = "pi_2"
    open_page(shop, code)
    assert pay(shop, code)[0] == 200
    assert cards.charged == [("pi_2", TOKEN)]
