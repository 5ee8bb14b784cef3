"""Card payments against localstripe, the stand-in of the local stage: its own process, its own environment."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.ports import NoticeKind, PaymentRequest, ProviderError
from market.money import Dong

from tests.providers.conftest import Shop
from tests.providers.recordings import CODE, stripe_cards

LOCALSTRIPE = Path(__file__).parents[2] / ".venv-localstripe" / "bin" / "localstripe"
REQUEST = PaymentRequest(order_code=CODE, amount=Dong(313_000))

pytestmark = pytest.mark.skipif(not LOCALSTRIPE.exists(), reason="localstripe is not installed (make up installs it)")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(LOCALSTRIPE), "--port", str(port), "--from-scratch"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_it_answers(address: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/js.stripe.com/v3/", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("localstripe does not answer")


@pytest.fixture
def cards(url: str) -> StripeCards:
    return stripe_cards(api_base=url, webhook_secret="whsec_local")


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
    with urllib.request.urlopen(
        urllib.request.Request(
            f"{url}/v1/payment_intents/{start.card.intent_id}", headers={"Authorization": "Bearer sk_test_12345"}
        ),
        timeout=10,
    ) as response:
        intent = json.load(response)
    assert (intent["amount"], intent["currency"], intent["metadata"]) == (313_000, "vnd", {"order_code": CODE})
    assert cards.start(REQUEST, known_reference=start.provider_reference) == start


def test_a_known_intent_of_another_amount_is_not_used(cards: StripeCards) -> None:
    start = cards.start(REQUEST)
    other = PaymentRequest(order_code=CODE, amount=Dong(1_000))
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
        stripe_cards(api_base=url, secret_key="nonsense").start(REQUEST)
    assert raised.value.permanent


def test_a_card_pays_and_the_webhook_tells_it(cards: StripeCards, url: str, shop: Shop) -> None:
    webhook = json.dumps({"url": f"{shop.url}/webhooks/stripe", "secret": "whsec_local"}).encode()
    register = urllib.request.Request(f"{url}/_config/webhooks/shop", webhook, {"Content-Type": "application/json"})
    urllib.request.urlopen(register, timeout=10).close()
    intent = cards.start(REQUEST).provider_reference
    card = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": 12, "card[exp_year]": 2030}
    method = call(url, "/v1/payment_methods", **card, **{"card[cvc]": "123"})["id"]
    call(url, f"/v1/payment_intents/{intent}", payment_method=method)
    call(url, f"/v1/payment_intents/{intent}/confirm")
    (heard,) = shop.wait_for(1)
    notice = cards.read(heard.headers, heard.raw, now=datetime.now(UTC))
    assert (notice.kind, notice.payment_id, notice.amount) == (NoticeKind.CAPTURED, intent, Dong(313_000))
    assert (notice.order_codes, notice.trouble) == ((CODE,), "")
    assert notice.event_id.startswith("evt_")
