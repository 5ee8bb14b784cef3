"""Card payments against localstripe, the stand-in of the local stage: its own process, its own environment."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.payments import stripe_events
from chalicelib.payments.localstripe import LocalstripeCards
from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.payments.stripe_events import StripeEvents
from chalicelib.payments.stripe_refunds import StripeRefunds
from chalicelib.ports import CardDeclined, NoticeKind, PaymentRequest, ProviderError
from chalicelib.refund_ports import RefundRequest
from market.money import Dong

from tests.providers.conftest import Shop
from tests.providers.localstripe import CHECKED, DECLINED, GOOD, LOCALSTRIPE, refunds_of, running_localstripe, token_of
from tests.providers.recordings import CODE, NOW, stripe_cards

REQUEST = PaymentRequest(order_code=CODE, amount=Dong(313_000), asked_at=NOW)

pytestmark = pytest.mark.skipif(not LOCALSTRIPE.exists(), reason="localstripe is not installed (make up installs it)")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_localstripe(tmp_path_factory.mktemp("localstripe")) as address:
        yield address


@pytest.fixture
def cards(url: str) -> StripeCards:
    return stripe_cards(LocalstripeCards, api_base=url, webhook_secret="whsec_local")


def call(url: str, path: str, **fields: Any) -> Any:
    """What the browser does, with the script of localstripe or by hand."""
    body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url + path, body, {"Authorization": "Bearer sk_test_12345"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def test_an_intent_is_made_in_whole_dong_and_found_again(cards: StripeCards, url: str) -> None:
    start = cards.start(REQUEST)
    assert start.card is not None
    assert start.provider_reference == start.card.intent_id
    assert start.card.client_secret.startswith(f"{start.card.intent_id}_secret_")
    intent = intent_of(url, start.card.intent_id)
    assert (intent["amount"], intent["currency"], intent["metadata"]) == (313_000, "vnd", {"order_code": CODE})
    assert cards.start(REQUEST, known_reference=start.provider_reference) == start


def test_a_known_intent_of_another_amount_is_not_used(cards: StripeCards) -> None:
    start = cards.start(REQUEST)
    other = PaymentRequest(order_code=CODE, amount=Dong(1_000), asked_at=NOW)
    with pytest.raises(ProviderError) as raised:
        cards.start(other, known_reference=start.provider_reference)
    assert raised.value.permanent


@pytest.mark.parametrize("end", ["cancelled", "unknown"])
def test_an_intent_that_is_gone_is_replaced(cards: StripeCards, url: str, end: str) -> None:
    reference = cards.start(REQUEST).provider_reference if end == "cancelled" else "pi_unknown"
    if end == "cancelled":
        call(url, f"/v1/payment_intents/{reference}/cancel")
    fresh = cards.start(REQUEST, known_reference=reference)
    assert fresh.provider_reference not in ("", reference)


def test_a_wrong_key_is_permanent(url: str) -> None:
    with pytest.raises(ProviderError) as raised:
        stripe_cards(LocalstripeCards, api_base=url, secret_key="nonsense").start(REQUEST)
    assert raised.value.permanent


def intent_of(url: str, reference: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{url}/v1/payment_intents/{reference}", headers={"Authorization": "Bearer sk_test_12345"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        found: dict[str, Any] = json.load(response)
    return found


def listen(url: str, shop: Shop) -> None:
    webhook = json.dumps({"url": f"{shop.url}/webhooks/stripe", "secret": "whsec_local"}).encode()
    register = urllib.request.Request(f"{url}/_config/webhooks/shop", webhook, {"Content-Type": "application/json"})
    urllib.request.urlopen(register, timeout=10).close()


def to_refund(intent: str, amount: int, name: str = "a") -> RefundRequest:
    return RefundRequest(
        key=f"{CODE}/refund/{name}/1",
        payment_id=intent,
        amount=Dong(amount),
        paid=REQUEST.amount,
        requested_at=datetime.now(UTC),
    )


def test_the_same_refund_again_gives_nothing_more_back(cards: StripeCards, url: str) -> None:
    """It knows no idempotency keys, as Stripe does not after a day: what was made is found by what is written on it."""
    intent = cards.start(REQUEST).provider_reference
    cards.charge(intent, token_of(url, GOOD))
    refunds, now = StripeRefunds(cards), datetime.now(UTC)
    assert refunds.look_up(to_refund(intent, 20_000), now=now) is None
    first = refunds.refund(to_refund(intent, 20_000), now=now)
    assert first.is_done
    assert refunds.refund(to_refund(intent, 20_000), now=now) == first
    assert refunds.look_up(to_refund(intent, 20_000), now=now) == first
    assert refunds.refund(to_refund(intent, 5_000, "b"), now=now).reference != first.reference
    assert refunds_of(url, intent) == [5_000, 20_000]
    # Why the sum is guarded by us: this is more than was paid.
    assert refunds.refund(to_refund(intent, 999_999, "c"), now=now).is_done


def test_a_lost_answer_to_a_refund_is_an_unknown_outcome_that_is_found_again(
    cards: StripeCards, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent, now = cards.start(REQUEST).provider_reference, datetime.now(UTC)
    cards.charge(intent, token_of(url, GOOD))
    refunds = StripeRefunds(cards)
    real, asked = cards.ask, []

    def ask(question: Any) -> Any:
        asked.append(1)
        answer = real(question)
        if len(asked) == 2:
            raise ProviderError("stripe: not reached")
        return answer

    monkeypatch.setattr(cards, "ask", ask)
    with pytest.raises(ProviderError) as raised:
        refunds.refund(to_refund(intent, 20_000), now=now)
    assert raised.value.outcome_unknown
    assert refunds.refund(to_refund(intent, 20_000), now=now).is_done
    assert refunds_of(url, intent) == [20_000]


def test_a_card_pays_and_the_webhook_tells_it(cards: StripeCards, url: str, shop: Shop) -> None:
    listen(url, shop)
    intent = cards.start(REQUEST).provider_reference
    assert not cards.charge(intent, token_of(url, GOOD)).needs_action
    (heard,) = shop.wait_for(1, what=intent)
    notice = cards.read(heard.headers, heard.raw, now=datetime.now(UTC))
    assert (notice.kind, notice.payment_id, notice.amount) == (NoticeKind.CAPTURED, intent, Dong(313_000))
    assert (notice.order_codes, notice.trouble) == ((CODE,), "")
    assert notice.event_id.startswith("evt_")


def test_however_often_it_is_pressed_it_is_charged_once(cards: StripeCards, url: str, shop: Shop) -> None:
    listen(url, shop)
    intent, token = cards.start(REQUEST).provider_reference, token_of(url, GOOD)
    with ThreadPoolExecutor(6) as pool:
        steps = list(pool.map(lambda each: cards.charge(intent, each), [token] * 5 + [token_of(url, GOOD)]))
    assert not any(step.needs_action for step in steps)
    shop.wait_for(1, what=intent)
    # localstripe tells of each charge about a second later.
    time.sleep(1.5)
    assert len(shop.heard_of(intent)) == 1


def test_a_declined_card_is_refused_and_another_one_pays(cards: StripeCards, url: str) -> None:
    intent = cards.start(REQUEST).provider_reference
    for _ in range(2):
        with pytest.raises(CardDeclined) as raised:
            cards.charge(intent, token_of(url, DECLINED))
        assert raised.value.details == {"decline_code": "card_declined"}
    assert intent_of(url, intent)["status"] == "requires_payment_method"
    assert not cards.charge(intent, token_of(url, GOOD)).needs_action
    assert intent_of(url, intent)["status"] == "succeeded"


@pytest.mark.parametrize("is_shopper", [True, False])
def test_the_banks_check_is_for_the_browser(cards: StripeCards, url: str, is_shopper: bool) -> None:
    start = cards.start(REQUEST)
    assert start.card is not None
    intent, secret = start.provider_reference, start.card.client_secret
    assert cards.charge(intent, token_of(url, CHECKED)).needs_action
    assert intent_of(url, intent)["status"] == "requires_action"
    call(url, f"/v1/payment_intents/{intent}/_authenticate", client_secret=secret, success=str(is_shopper).lower())
    assert intent_of(url, intent)["status"] == ("succeeded" if is_shopper else "requires_payment_method")


def test_who_leaves_the_banks_check_may_pay_with_another_card(cards: StripeCards, url: str) -> None:
    intent = cards.start(REQUEST).provider_reference
    assert cards.charge(intent, token_of(url, CHECKED)).needs_action
    assert not cards.charge(intent, token_of(url, GOOD)).needs_action
    assert intent_of(url, intent)["status"] == "succeeded"


def test_an_unknown_token_charges_nothing(cards: StripeCards, url: str) -> None:
    intent = cards.start(REQUEST).provider_reference
    with pytest.raises(ProviderError) as raised:
        cards.charge(intent, "tok_nobody")
    assert raised.value.permanent
    assert intent_of(url, intent)["status"] == "requires_payment_method"


def test_its_list_tells_what_the_webhook_told_with_the_same_ids(cards: StripeCards, url: str, shop: Shop) -> None:
    """A callback that was lost, and comes after all when the list was read, must be known again."""
    listen(url, shop)
    before = datetime.now(UTC)
    intent = cards.start(REQUEST).provider_reference
    cards.charge(intent, token_of(url, GOOD))
    # Webhooks of the tests before this one are still on their way.
    until = time.monotonic() + 10
    while not (ours := [heard for heard in shop.heard if intent.encode() in heard.raw]):
        assert time.monotonic() < until
        time.sleep(0.05)
    told = cards.read(ours[0].headers, ours[0].raw, now=datetime.now(UTC))
    listed = list(StripeEvents(cards).payments_since(before - timedelta(seconds=1)))
    assert [notice for notice in listed if notice.payment_id == intent] == [told]
    assert list(StripeEvents(cards).payments_since(datetime.now(UTC) + timedelta(seconds=2))) == []


def test_a_list_of_several_pages_is_read_whole(cards: StripeCards, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe_events, "_PAGE", 2)
    before = datetime.now(UTC) - timedelta(seconds=1)
    paid = {cards.start(REQUEST).provider_reference for _ in range(5)}
    for intent in paid:
        cards.charge(intent, token_of(url, GOOD))
    time.sleep(1.5)
    assert paid <= {notice.payment_id for notice in StripeEvents(cards).payments_since(before)}


def test_a_list_that_cannot_be_had_is_an_error(url: str) -> None:
    with pytest.raises(ProviderError):
        list(StripeEvents(stripe_cards(LocalstripeCards, api_base=url, secret_key="nonsense")).payments_since(NOW))
