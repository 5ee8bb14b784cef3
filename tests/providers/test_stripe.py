"""Stripe's events, and its API as far as an error can go wrong; the real calls are made against localstripe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from chalicelib.ports import CardDeclined, NoticeKind, PaymentNotice, PaymentRequest, ProviderError, Unreadable
from market.money import Dong

from tests.providers.conftest import Canned
from tests.providers.recordings import CODE, NOW, NOWHERE, dumped, recorded_json, sign_stripe, stripe_cards

INTENT = "pi_3SXample1OrderPaid"


def read(name: str = "stripe/payment_intent_succeeded", *, cards: Any = None, **changes: Any) -> PaymentNotice:
    """The notice of a recorded event; ``changes`` go into its object, but for ``livemode``, which is the event's."""
    event = recorded_json(name)
    event["livemode"] = changes.pop("livemode", event["livemode"])
    event["data"]["object"] |= changes
    raw = dumped(event)
    return (cards or stripe_cards()).read(sign_stripe(raw), raw, now=NOW)


def test_a_paid_intent_is_captured_to_the_dong() -> None:
    assert read() == PaymentNotice(
        provider="stripe",
        event_id="evt_3SXample1OrderPaid",
        payment_id=INTENT,
        kind=NoticeKind.CAPTURED,
        order_codes=(CODE,),
        amount=Dong(150_000),
        occurred_at=datetime(2025, 11, 15, 2, 31, tzinfo=UTC),
    )


@pytest.mark.parametrize("charge", ["ch_1", {"id": "ch_1", "object": "charge", "amount": 7}, None])
def test_the_charge_may_be_embedded_or_named(charge: Any) -> None:
    assert read(latest_charge=charge) == read()


def test_the_event_of_localstripe_is_read_like_the_real_one() -> None:
    notice = read("stripe/payment_intent_succeeded_localstripe")
    assert (notice.kind, notice.amount, notice.order_codes) == (NoticeKind.CAPTURED, Dong(150_000), (CODE,))
    assert notice.trouble == ""


def test_what_was_received_counts_and_not_what_was_asked() -> None:
    assert read(amount_received=149_999).amount == Dong(149_999)


def test_without_amount_received_the_intent_was_captured_whole() -> None:
    assert read(amount_received=None).amount == Dong(150_000)


def test_a_declined_card_fails_the_intent_and_not_the_order() -> None:
    notice = read("stripe/payment_intent_payment_failed")
    assert (notice.kind, notice.payment_id, notice.trouble) == (NoticeKind.FAILED, INTENT, "")


def test_other_events_are_irrelevant() -> None:
    notice = read("stripe/charge_refunded")
    assert (notice.kind, notice.order_codes) == (NoticeKind.IRRELEVANT, ())


REFUND = {
    "id": "re_3SXample1Desk",
    "object": "refund",
    "amount": 50_000,
    "currency": "vnd",
    "payment_intent": INTENT,
    "status": "succeeded",
    "metadata": {},
}


def refund_event(type: str, subject: Any) -> PaymentNotice:
    event = recorded_json("stripe/charge_refunded") | {"type": type, "data": {"object": subject}}
    raw = dumped(event)
    return stripe_cards().read(sign_stripe(raw), raw, now=NOW)


@pytest.mark.parametrize("type", ["refund.created", "refund.updated", "charge.refund.updated"])
def test_a_refund_made_at_stripes_own_desk_is_told_without_a_name_of_ours(type: str) -> None:
    notice = refund_event(type, REFUND)
    assert (notice.kind, notice.payment_id, notice.amount) == (NoticeKind.REFUNDED, INTENT, Dong(50_000))
    assert (notice.refund, notice.reference, notice.trouble) == ("", "re_3SXample1Desk", "")
    assert refund_event(type, REFUND | {"status": "pending"}).kind is NoticeKind.IRRELEVANT
    assert refund_event(type, REFUND | {"status": "failed"}).kind is NoticeKind.REFUND_FAILED
    assert refund_event(type, REFUND | {"currency": "usd"}).trouble == "other_currency"


def test_an_older_version_tells_of_the_newest_refund_of_a_charge() -> None:
    older = {key: value for key, value in REFUND.items() if key != "payment_intent"} | {"id": "re_older"}
    charge = recorded_json("stripe/charge_refunded")["data"]["object"]
    notice = refund_event("charge.refunded", charge | {"refunds": {"data": [REFUND, older]}})
    assert (notice.kind, notice.reference, notice.payment_id) == (NoticeKind.REFUNDED, "re_3SXample1Desk", INTENT)
    first = refund_event("charge.refunded", charge | {"refunds": {"data": [older]}})
    assert (first.reference, first.payment_id) == ("re_older", charge["payment_intent"])


@pytest.mark.parametrize("refunds", [None, [], {}, {"data": None}, {"data": []}, {"data": ["re_1"]}])
def test_a_charge_that_brings_no_refund_along_tells_of_none(refunds: Any) -> None:
    charge = recorded_json("stripe/charge_refunded")["data"]["object"] | {"refunds": refunds}
    assert refund_event("charge.refunded", charge).kind is NoticeKind.IRRELEVANT


@pytest.mark.parametrize("currency", ["usd", "USD", "", None, 704, "x" * 1000])
def test_another_currency_is_trouble(currency: Any) -> None:
    assert read(currency=currency).trouble == "other_currency"


def test_live_events_are_trouble_in_test_mode_and_the_other_way_round() -> None:
    live = stripe_cards(secret_key="sk_live_12345")
    assert read(livemode=True).trouble == "live_and_test_mixed"
    assert read(cards=live).trouble == "live_and_test_mixed"
    assert read(livemode=True, cards=live).trouble == ""


@pytest.mark.parametrize("metadata", [{}, None, [], {"order_code": 5}, {"order_code": "LS7K3M2QR"}, {"order_code": ""}])
def test_an_intent_without_our_code_names_no_order(metadata: Any) -> None:
    assert read(metadata=metadata).order_codes == ()


@pytest.mark.parametrize("amount", ["150000", 1500.5, True, -1, None])
def test_an_amount_that_is_not_whole_dong_is_unreadable(amount: Any) -> None:
    with pytest.raises(Unreadable):
        read(amount=amount, amount_received=None)


def test_one_of_several_signatures_is_enough() -> None:
    raw = dumped(recorded_json("stripe/payment_intent_succeeded"))
    good = sign_stripe(raw)["stripe-signature"]
    stamp, _, rest = good.partition(",")
    headers = {"stripe-signature": f"{stamp},v1={'0' * 64},{rest}"}
    assert stripe_cards().read(headers, raw, now=NOW).payment_id == INTENT


def test_nobody_at_the_other_end_is_a_temporary_error() -> None:
    with pytest.raises(ProviderError) as raised:
        stripe_cards(api_base=NOWHERE).start(PaymentRequest(order_code=CODE, amount=Dong(150_000), asked_at=NOW))
    assert not raised.value.permanent
    assert not raised.value.outcome_unknown


@pytest.mark.parametrize("setting", ["secret_key", "publishable_key", "webhook_secret"])
def test_a_missing_setting_is_found_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        stripe_cards(**{setting: ""})


REQUEST = PaymentRequest(order_code=CODE, amount=Dong(150_000), asked_at=NOW)
PATH = "/v1/payment_intents"


def intent(**changes: Any) -> dict[str, Any]:
    fresh = {"status": "requires_payment_method", "client_secret": f"{INTENT}_secret_x", "latest_charge": None}
    return recorded_json("stripe/payment_intent_succeeded")["data"]["object"] | fresh | changes


def keys(canned: Canned) -> list[str]:
    return [heard.headers["idempotency-key"] for heard in canned.asked if heard.path == PATH]


def test_the_same_attempt_has_the_same_idempotency_key(canned: Canned) -> None:
    canned.answers[PATH] = (200, intent())
    cards = stripe_cards(api_base=canned.url)
    assert cards.start(REQUEST) == cards.start(REQUEST)
    assert keys(canned) == [f"{CODE}-150000"] * 2
    assert dict(parse_qsl(canned.asked[0].raw.decode())) == {
        "amount": "150000",
        "currency": "vnd",
        "metadata[order_code]": CODE,
        "allowed_payment_method_types[0]": "card",
    }


def test_a_replaced_intent_has_another_key_or_stripe_would_give_the_old_one_again(canned: Canned) -> None:
    canned.answers[PATH] = (200, intent(id="pi_fresh"))
    canned.answers[f"{PATH}/pi_old"] = (200, intent(id="pi_old", status="canceled"))
    start = stripe_cards(api_base=canned.url).start(REQUEST, known_reference="pi_old")
    assert start.provider_reference == "pi_fresh"
    assert keys(canned) == [f"{CODE}-150000-pi_old"]


def test_an_intent_that_is_paid_already_is_found_and_not_made_again(canned: Canned) -> None:
    canned.answers[f"{PATH}/{INTENT}"] = (200, intent(status="succeeded"))
    assert stripe_cards(api_base=canned.url).start(REQUEST, known_reference=INTENT).provider_reference == INTENT
    assert keys(canned) == []


@pytest.mark.parametrize("change", [{"currency": "usd"}, {"amount": 15_000_000}, {"client_secret": None}])
def test_an_intent_that_is_not_what_was_asked_is_refused(canned: Canned, change: dict[str, Any]) -> None:
    canned.answers[PATH] = (200, intent(**change))
    with pytest.raises(ProviderError) as raised:
        stripe_cards(api_base=canned.url).start(REQUEST)
    assert raised.value.permanent


@pytest.mark.parametrize(
    ("status", "is_permanent"), [(400, True), (401, True), (402, True), (403, True), (429, False), (500, False)]
)
def test_errors_of_stripe(canned: Canned, status: int, is_permanent: bool) -> None:
    canned.answers[PATH] = (status, {"error": {"type": "x", "code": "amount_too_small", "message": "secret words"}})
    with pytest.raises(ProviderError) as raised:
        stripe_cards(api_base=canned.url).start(REQUEST)
    assert raised.value.permanent is is_permanent
    assert not raised.value.outcome_unknown
    assert "secret words" not in str(raised.value)


METHODS, CONFIRM = "/v1/payment_methods", f"{PATH}/{INTENT}/confirm"


def refusal(**error: str) -> dict[str, Any]:
    return {"error": {"message": "secret words", **error}}


def charged(canned: Canned, status: str, http: int = 200, **error: str) -> None:
    """The method of any token is made; its confirmation answers so."""
    canned.answers[METHODS] = (200, {"id": "pm_1", "object": "payment_method", "type": "card"})
    canned.answers[CONFIRM] = (http, refusal(**error) if error else intent(status=status))
    canned.answers[f"{PATH}/{INTENT}"] = (200, intent(status=status))


def test_a_token_becomes_a_method_that_confirms_the_intent(canned: Canned) -> None:
    charged(canned, "succeeded")
    assert not stripe_cards(api_base=canned.url).charge(INTENT, "tok_1").needs_action
    asked = [(heard.path, dict(parse_qsl(heard.raw.decode()))) for heard in canned.asked]
    assert asked == [
        (METHODS, {"type": "card", "card[token]": "tok_1"}),
        (CONFIRM, {"payment_method": "pm_1", "use_stripe_sdk": "true"}),
    ]


def test_the_same_card_again_has_the_same_keys_and_another_has_others(canned: Canned) -> None:
    charged(canned, "succeeded")
    for token in ("tok_1", "tok_1", "tok_2"):
        stripe_cards(api_base=canned.url).charge(INTENT, token)
    used = [heard.headers["idempotency-key"] for heard in canned.asked]
    first = [f"{INTENT}-tok_1-method", f"{INTENT}-tok_1-confirm"]
    assert used == [*first, *first, f"{INTENT}-tok_2-method", f"{INTENT}-tok_2-confirm"]


@pytest.mark.parametrize(
    ("status", "needs_action"), [("requires_action", True), ("processing", False), ("succeeded", False)]
)
def test_what_the_browser_does_next(canned: Canned, status: str, needs_action: bool) -> None:
    charged(canned, status)
    assert stripe_cards(api_base=canned.url).charge(INTENT, "tok_1").needs_action is needs_action


@pytest.mark.parametrize("status", ["requires_action", "succeeded"])
def test_an_intent_that_another_tab_confirmed_says_itself_what_is_next(canned: Canned, status: str) -> None:
    charged(canned, status, 400, type="invalid_request_error", code="payment_intent_unexpected_state")
    step = stripe_cards(api_base=canned.url).charge(INTENT, "tok_1")
    assert step.needs_action is (status == "requires_action")


@pytest.mark.parametrize(
    ("error", "decline_code"),
    [
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, "insufficient_funds"),
        ({"code": "expired_card"}, "expired_card"),
        ({"code": "card_declined", "decline_code": "<script>"}, "card_declined"),
        ({"type": "card_error"}, "card_declined"),
    ],
)
def test_a_declined_card_is_a_refusal_with_the_reason(canned: Canned, error: dict[str, str], decline_code: str) -> None:
    charged(canned, "requires_payment_method", 402, **error)
    with pytest.raises(CardDeclined) as raised:
        stripe_cards(api_base=canned.url).charge(INTENT, "tok_1")
    assert raised.value.details == {"decline_code": decline_code}
    assert "Hãy thử thẻ khác" in raised.value.sentence


@pytest.mark.parametrize(("http", "is_permanent"), [(400, True), (401, True), (429, False), (500, False)])
def test_errors_of_a_charge(canned: Canned, http: int, is_permanent: bool) -> None:
    charged(canned, "requires_payment_method", http, code="token_already_used")
    with pytest.raises(ProviderError) as raised:
        stripe_cards(api_base=canned.url).charge(INTENT, "tok_1")
    assert raised.value.permanent is is_permanent
    assert "secret words" not in str(raised.value)


@pytest.mark.parametrize("status", ["canceled", "requires_payment_method"])
def test_an_intent_that_cannot_be_paid_is_not_said_to_be_under_way(canned: Canned, status: str) -> None:
    charged(canned, status)
    with pytest.raises(ProviderError):
        stripe_cards(api_base=canned.url).charge(INTENT, "tok_1")
