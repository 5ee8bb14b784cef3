"""What every provider that gives money back promises, held to one suite: once, never more than was asked for, and an
answer that was lost is asked about and never sent again blindly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.payments.localstripe import LocalstripeCards
from chalicelib.payments.momo_refunds import MoMoRefunds
from chalicelib.payments.stripe_refunds import StripeRefunds
from chalicelib.payments.vnpay_refunds import VNPayRefunds
from chalicelib.payments.zalopay_refunds import ZaloPayRefunds
from chalicelib.ports import PaymentRequest, ProviderError
from chalicelib.refund_ports import Refunding, RefundRequest
from market.money import Dong

from infra.local.outside.refunds import REFUSED, state
from tests.providers.conftest import Control, Shop
from tests.providers.localstripe import GOOD, LOCALSTRIPE, refunds_of, running_localstripe, token_of
from tests.providers.recordings import CODE, momo, stripe_cards, vnpay, zalopay
from tests.providers.test_outside_payments import end, open_page, wanted

REFUNDERS = {"vnpay": VNPayRefunds, "momo": MoMoRefunds, "zalopay": ZaloPayRefunds}
PAID = 150_000


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class AtAGateway:
    """A payment at a gateway of the outside world, and who gives it back."""

    provider: Refunding
    outside: Control
    payment_id: str
    attempt: str

    def request(self, amount: int, name: str = "a", **changes: Any) -> RefundRequest:
        asked = RefundRequest(
            key=f"{CODE}/refund/{name}/1",
            payment_id=self.payment_id,
            attempt=self.attempt,
            amount=Dong(amount),
            paid=Dong(PAID),
            requested_at=now(),
        )
        return replace(asked, **changes)

    def given(self) -> list[int]:
        """What the provider gave back, or is giving back, in its own books."""
        world = self.outside.world
        return sorted(one.amount for one in world.refunds.values() if state(world, one) != REFUSED)

    def finish(self, result: str) -> None:
        for one in self.outside.ask("GET", "/control/refunds")["refunds"]:
            self.outside.ask("POST", f"/control/refunds/{one['gateway']}/{one['name']}/end", {"result": result})

    def fault(self, mode: str, **more: Any) -> None:
        self.outside.fault(f"{self.provider.name}.refund", mode, **more)


@dataclass(kw_only=True)
class AtStripe:
    """The same at localstripe, which has no faults of its own: what we ask it is lost on our side."""

    provider: StripeRefunds
    url: str
    payment_id: str
    patch: pytest.MonkeyPatch

    def request(self, amount: int, name: str = "a", **changes: Any) -> RefundRequest:
        asked = RefundRequest(
            key=f"{CODE}/refund/{name}/1",
            payment_id=self.payment_id,
            amount=Dong(amount),
            paid=Dong(PAID),
            requested_at=now(),
        )
        return replace(asked, **changes)

    def given(self) -> list[int]:
        return refunds_of(self.url, self.payment_id)

    def finish(self, result: str) -> None:
        assert result == "done", "localstripe makes every refund at once"

    def fault(self, mode: str) -> None:
        cards = self.provider._cards
        real, asked = cards.ask, []

        def ask(question: Any) -> Any:
            asked.append(1)
            if len(asked) == 2 and mode == "drop_before":
                raise ProviderError("stripe: not reached")
            answer = real(question)
            if len(asked) == 2:
                raise ProviderError("stripe: not reached")
            return answer

        self.patch.setattr(cards, "ask", ask)


Place = AtAGateway | AtStripe


def at_a_gateway(name: str, outside: Control) -> AtAGateway:
    base = f"{outside.url}/{name}"
    if name == "vnpay":
        gateway: Any = vnpay(pay_url=f"{base}/paymentv2/vpcpay.html", api_base=base, total_seconds=1.0)
    else:
        gateway = (momo if name == "momo" else zalopay)(api_base=base, callback_url=f"{outside.url}/nobody")
    start = gateway.start(wanted())
    open_page(start.redirect_url)
    end(gateway, outside, "paid")
    paid = gateway.look_up(start.provider_reference, now=now())
    assert paid.attempt == start.provider_reference.partition(" ")[0]
    return AtAGateway(
        provider=REFUNDERS[name](gateway), outside=outside, payment_id=paid.payment_id, attempt=paid.attempt
    )


@pytest.fixture(scope="module")
def localstripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not LOCALSTRIPE.exists():
        pytest.skip("localstripe is not installed (make up installs it)")
    with running_localstripe(tmp_path_factory.mktemp("localstripe")) as address:
        yield address


@pytest.fixture(params=[*REFUNDERS, "stripe"])
def place(request: pytest.FixtureRequest, outside: Control, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Place:
    if request.param != "stripe":
        return at_a_gateway(request.param, outside)
    url: str = request.getfixturevalue("localstripe")
    cards = stripe_cards(LocalstripeCards, api_base=url)
    intent = cards.start(PaymentRequest(order_code=CODE, amount=Dong(PAID), asked_at=now())).provider_reference
    cards.charge(intent, token_of(url, GOOD))
    return AtStripe(provider=StripeRefunds(cards), url=url, payment_id=intent, patch=monkeypatch)


def failure(place: Place, asked: RefundRequest) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        place.provider.refund(asked, now=now())
    return raised.value


@pytest.mark.parametrize("amount", [PAID, 20_000])
def test_all_or_a_part_goes_back_once_however_often_it_is_asked_for(place: Place, amount: int) -> None:
    asked = place.request(amount)
    assert place.provider.refund(asked, now=now()).problem == ""
    again = replace(asked, was_sent=True)
    assert place.provider.refund(again, now=now()).problem == ""
    assert place.given() == [amount]
    place.finish("done")
    assert place.provider.refund(again, now=now()).is_done
    assert place.provider.refund(again, now=now()).is_done
    found = place.provider.look_up(again, now=now())
    assert found is not None
    assert found.is_done
    assert place.given() == [amount]


def test_two_refunds_of_one_payment_are_two(place: Place) -> None:
    place.provider.refund(place.request(20_000), now=now())
    place.finish("done")
    place.provider.refund(place.request(20_000, "b", others=Dong(20_000)), now=now())
    assert place.given() == [20_000, 20_000]


def test_what_was_never_sent_is_not_known(place: Place) -> None:
    assert place.provider.look_up(place.request(20_000), now=now()) is None
    assert place.given() == []


def test_an_answer_that_was_lost_is_an_unknown_outcome_and_the_next_try_finds_what_was_done(place: Place) -> None:
    asked = place.request(20_000)
    place.fault("drop_after")
    assert failure(place, asked).outcome_unknown
    assert place.given() == [20_000], "it was done"
    place.finish("done")
    again = replace(asked, was_sent=True)
    assert place.provider.refund(again, now=now()).is_done
    assert place.given() == [20_000]


def test_a_request_that_never_arrived_is_an_unknown_outcome_and_is_sent_once_more(place: Place) -> None:
    asked = place.request(20_000)
    place.fault("drop_before")
    assert failure(place, asked).outcome_unknown, "on the wire, nobody can tell it from a lost answer"
    assert place.given() == []
    again = replace(asked, was_sent=True)
    assert place.provider.refund(again, now=now()).problem == ""
    assert place.given() == [20_000]


@pytest.fixture(params=list(REFUNDERS))
def at_gateway(request: pytest.FixtureRequest, outside: Control, shop: Shop) -> AtAGateway:
    return at_a_gateway(request.param, outside)


@pytest.mark.parametrize("mode", ["status_after", "html_after"])
def test_a_success_that_reads_as_nonsense_is_an_unknown_outcome(at_gateway: AtAGateway, mode: str) -> None:
    at_gateway.fault(mode, status=502)
    assert failure(at_gateway, at_gateway.request(20_000)).outcome_unknown
    at_gateway.finish("done")
    again = at_gateway.request(20_000, was_sent=True)
    assert at_gateway.provider.refund(again, now=now()).is_done
    assert at_gateway.given() == [20_000]


def test_more_than_was_paid_is_refused_for_good(at_gateway: AtAGateway) -> None:
    refused = failure(at_gateway, at_gateway.request(PAID + 1_000))
    assert (refused.permanent, refused.outcome_unknown) == (True, False)
    at_gateway.provider.refund(at_gateway.request(PAID - 10_000), now=now())
    at_gateway.finish("done")
    refused = failure(at_gateway, at_gateway.request(20_000, "b", others=Dong(PAID - 10_000)))
    assert (refused.permanent, refused.outcome_unknown) == (True, False)
    assert at_gateway.given() == [PAID - 10_000]


def test_a_payment_that_is_not_there_is_refused_for_good(at_gateway: AtAGateway) -> None:
    stranger = at_gateway.request(20_000, payment_id="999", attempt=f"{CODE}261124100000000")
    refused = failure(at_gateway, stranger)
    assert (refused.permanent, refused.outcome_unknown) == (True, False)
    assert at_gateway.given() == []


def test_a_refund_that_is_refused_in_the_end_is_known_to_have_failed(at_gateway: AtAGateway) -> None:
    asked = at_gateway.request(20_000)
    at_gateway.provider.refund(asked, now=now())
    at_gateway.finish("refused")
    again = replace(asked, was_sent=True)
    if at_gateway.provider.name == "zalopay":
        refused = failure(at_gateway, again)
        assert (refused.permanent, refused.outcome_unknown) == (True, False)
    else:
        result = at_gateway.provider.refund(again, now=now())
        assert (result.is_done, bool(result.problem)) == (False, True)
    assert at_gateway.given() == []


def test_one_that_is_down_is_a_temporary_error(at_gateway: AtAGateway) -> None:
    """Asked before it is sent again: the question fails, and changes nothing."""
    for name in ("query", "query_refund"):
        at_gateway.outside.fault(f"{at_gateway.provider.name}.{name}", "status", status=503)
    refused = failure(at_gateway, at_gateway.request(20_000, was_sent=True))
    assert (refused.permanent, refused.outcome_unknown) == (False, False)
    assert at_gateway.given() == []


@pytest.mark.parametrize("kind", [vnpay, momo, zalopay])
def test_a_refund_signed_with_another_key_is_refused(kind: Any, outside: Control, shop: Shop) -> None:
    name = kind.__name__
    place = at_a_gateway(name, outside)
    key = {"vnpay": "hash_secret", "momo": "secret_key", "zalopay": "key1"}[name]
    place.provider = REFUNDERS[name](kind(api_base=f"{outside.url}/{name}", **{key: "another"}))
    refused = failure(place, place.request(20_000))
    assert (refused.permanent, refused.outcome_unknown) == (True, False)
    assert place.given() == []


def test_vnpay_cannot_tell_two_refunds_of_one_payment_apart_so_nothing_is_sent_again(
    outside: Control, shop: Shop
) -> None:
    place = at_a_gateway("vnpay", outside)
    place.provider.refund(place.request(20_000), now=now())
    place.finish("done")
    place.fault("drop_before")
    second = place.request(20_000, "b", others=Dong(20_000))
    assert failure(place, second).outcome_unknown
    assert failure(place, replace(second, was_sent=True)).outcome_unknown, "a person looks at VNPay's own list"
    assert place.given() == [20_000]


def test_vnpay_has_one_refund_in_work_at_a_time_and_the_next_waits(outside: Control, shop: Shop) -> None:
    place = at_a_gateway("vnpay", outside)
    place.provider.refund(place.request(20_000), now=now())
    waiting = place.request(30_000, "b", others=Dong(20_000))
    refused = failure(place, waiting)
    assert (refused.permanent, refused.outcome_unknown) == (False, False)
    place.finish("done")
    assert place.provider.refund(waiting, now=now()).problem == ""
    assert place.given() == [20_000, 30_000]


def test_a_refund_at_zalopay_keeps_its_name_on_another_day(outside: Control, shop: Shop) -> None:
    place = at_a_gateway("zalopay", outside)
    asked = place.request(20_000)
    place.provider.refund(asked, now=now())
    place.finish("done")
    tomorrow = now() + timedelta(days=1)
    assert place.provider.refund(replace(asked, was_sent=True), now=tomorrow).is_done
    assert place.given() == [20_000]
