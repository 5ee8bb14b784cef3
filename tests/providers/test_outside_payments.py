"""The reporters of the bank and the gateways of the outside world speak so that our own readers understand them."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from chalicelib.ports import NoticeKind, PaymentNotice, PaymentRequest, ProviderError
from market.money import Dong

from tests.providers.conftest import Control, Heard, Shop
from tests.providers.recordings import CODE, casso, momo, payos, sepay, vnpay, zalopay

READERS: dict[str, Any] = {"sepay": sepay(webhook_secret="sepay-secret"), "casso": casso(), "payos": payos()}
THANKS = {"vnpay": b'{"RspCode":"00"}', "momo": b"", "zalopay": b'{"return_code":1}'}


def now() -> datetime:
    return datetime.now(UTC)


def wanted() -> PaymentRequest:
    return PaymentRequest(
        order_code=CODE,
        amount=Dong(150_000),
        asked_at=now(),
        pay_before=now() + timedelta(minutes=30),
        return_url="http://127.0.0.1:9/don-hang/LS7K3M2QS",
    )


@pytest.fixture(params=["vnpay", "momo", "zalopay"])
def gateway(request: pytest.FixtureRequest, outside: Control, shop: Shop) -> Any:
    shop.body = THANKS[request.param]
    shop.answers[:] = [204] if request.param == "momo" else []
    base, callback_url = f"{outside.url}/{request.param}", f"{shop.url}/webhooks/{request.param}"
    if request.param == "vnpay":
        return vnpay(pay_url=f"{base}/paymentv2/vpcpay.html", api_base=base)
    return (momo if request.param == "momo" else zalopay)(api_base=base, callback_url=callback_url)


def told(gateway: Any, heard: Heard) -> PaymentNotice:
    raw = urlsplit(heard.path).query.encode() if gateway.name == "vnpay" else heard.raw
    notice: PaymentNotice = gateway.read(heard.headers, raw, now=now())
    return notice


def open_page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as response:
        text: str = response.read().decode()
        return text


def end(gateway: Any, outside: Control, result: str) -> Any:
    (payment,) = outside.ask("GET", "/control/gateways")["payments"]
    return outside.ask("POST", f"/control/gateways/{gateway.name}/{payment['name']}/end", {"result": result})


def test_who_pays_at_a_gateway_is_told_to_the_shop(gateway: Any, outside: Control, shop: Shop) -> None:
    start = gateway.start(wanted())
    page = open_page(start.redirect_url)
    assert "150.000 đ" in page
    assert CODE in page
    assert gateway.look_up(start.provider_reference, now=now()) is None
    ended = end(gateway, outside, "paid")
    assert ended["way_back"].startswith("http://127.0.0.1:9/don-hang/LS7K3M2QS?")
    notice = told(gateway, shop.wait_for(1)[0])
    assert (notice.kind, notice.amount, notice.order_codes) == (NoticeKind.CAPTURED, Dong(150_000), (CODE,))
    assert notice.trouble == ""
    asked = gateway.look_up(start.provider_reference, now=now())
    assert (asked.payment_id, asked.amount, asked.kind) == (notice.payment_id, notice.amount, notice.kind)
    assert "đã kết thúc" in open_page(start.redirect_url)


def test_who_gives_up_is_told_too_or_found_by_asking(gateway: Any, outside: Control, shop: Shop) -> None:
    start = gateway.start(wanted())
    open_page(start.redirect_url)
    end(gateway, outside, "failed")
    asked = gateway.look_up(start.provider_reference, now=now())
    name = start.provider_reference.partition(" ")[0]
    assert (asked.kind, asked.ended_attempt) == (NoticeKind.FAILED, name)
    if gateway.name == "zalopay":
        assert not shop.heard
        return
    notice = told(gateway, shop.wait_for(1)[0])
    assert (notice.kind, notice.ended_attempt) == (NoticeKind.FAILED, name)


def test_a_callback_is_repeated_until_it_is_answered_in_the_gateways_own_words(
    gateway: Any, outside: Control, shop: Shop
) -> None:
    shop.body, shop.answers[:] = b'{"success":true}', [200]
    open_page(gateway.start(wanted()).redirect_url)
    end(gateway, outside, "paid")
    shop.body, shop.answers[:] = THANKS[gateway.name], [204] * 20
    assert told(gateway, shop.wait_for(2)[1]) == told(gateway, shop.heard[0])
    first = outside.ask("GET", "/control/callbacks")["callbacks"][0]
    assert not first["is_accepted"]


def test_a_callback_can_be_sent_again(gateway: Any, outside: Control, shop: Shop) -> None:
    open_page(gateway.start(wanted()).redirect_url)
    name = end(gateway, outside, "paid")["name"]
    outside.ask("POST", f"/control/gateways/{gateway.name}/{name}/replay")
    first, again = (told(gateway, heard) for heard in shop.wait_for(2)[:2])
    assert first == again


def test_an_attempt_is_taken_once(gateway: Any, outside: Control) -> None:
    asked = wanted()
    start = gateway.start(asked)
    if gateway.name == "vnpay":
        assert gateway.start(asked) == start
        return
    with pytest.raises(ProviderError) as raised:
        gateway.start(asked)
    assert raised.value.permanent
    assert gateway.start(asked, known_reference=start.provider_reference) == start


def test_a_page_with_another_amount_is_refused(outside: Control) -> None:
    start = vnpay(pay_url=f"{outside.url}/vnpay/paymentv2/vpcpay.html").start(wanted())
    with pytest.raises(urllib.error.HTTPError) as raised:
        open_page(start.redirect_url.replace("vnp_Amount=15000000", "vnp_Amount=150000"))
    assert raised.value.code == 400


def test_a_page_that_has_expired_is_refused(outside: Control) -> None:
    late = replace(wanted(), pay_before=now() - timedelta(minutes=1))
    with pytest.raises(urllib.error.HTTPError):
        open_page(vnpay(pay_url=f"{outside.url}/vnpay/paymentv2/vpcpay.html").start(late).redirect_url)


@pytest.mark.parametrize("kind", [momo, zalopay])
def test_a_question_signed_with_another_key_is_refused(kind: Any, outside: Control) -> None:
    key = {"secret_key": "another"} if kind is momo else {"key1": "another"}
    provider = kind(api_base=f"{outside.url}/{kind.__name__}", **key)
    with pytest.raises(ProviderError) as raised:
        provider.start(wanted())
    assert raised.value.permanent


def test_the_browser_goes_back_to_the_shop_with_the_gateways_words(outside: Control, shop: Shop) -> None:
    shop.body = THANKS["vnpay"]
    start = vnpay(pay_url=f"{outside.url}/vnpay/paymentv2/vpcpay.html").start(
        replace(wanted(), return_url=f"{shop.url}/don-hang/{CODE}")
    )
    open_page(start.redirect_url)
    name = start.provider_reference.partition(" ")[0]
    form = urllib.request.Request(
        f"{outside.url}/control/gateways/vnpay/{name}/end",
        b"result=paid",
        {"Content-Type": "application/x-www-form-urlencoded", "Origin": outside.url},
    )
    with urllib.request.urlopen(form, timeout=5) as response:
        assert response.status == 200
    back = urlsplit(shop.wait_for(2)[1].path)
    assert back.path == f"/don-hang/{CODE}"
    assert "vnp_ResponseCode=00" in back.query


@pytest.mark.parametrize("source", ["sepay", "casso", "payos"])
def test_each_reporter_tells_of_a_transfer_in_its_own_form(source: str, outside: Control, shop: Shop) -> None:
    fields = {"amount": 150_000, "content": f"MBVCB.1.{CODE}", "source": source}
    outside.ask("POST", "/control/bank/transfer", fields)
    (heard,) = shop.wait_for(1)
    assert heard.path == f"/webhooks/{source}"
    notice = READERS[source].read(heard.headers, heard.raw, now=now())
    assert (notice.kind, notice.amount, notice.order_codes, notice.trouble) == (
        NoticeKind.CAPTURED,
        Dong(150_000),
        (CODE,),
        "",
    )


def test_one_transfer_reported_by_all_is_one_payment(outside: Control, shop: Shop) -> None:
    fields = {"amount": 150_000, "content": CODE, "source": "sepay,casso,payos"}
    outside.ask("POST", "/control/bank/transfer", fields)
    notices = [
        READERS[heard.path.rpartition("/")[2]].read(heard.headers, heard.raw, now=now()) for heard in shop.wait_for(3)
    ]
    assert len({notice.payment_id for notice in notices}) == 1
    assert len({notice.event_id for notice in notices}) == 3


def test_nobody_else_reports(outside: Control, shop: Shop) -> None:
    with pytest.raises(urllib.error.HTTPError):
        outside.ask("POST", "/control/bank/transfer", {"amount": 1, "content": "", "source": "sepay,somebody"})
    assert not shop.heard


def test_payments_survive_a_restart(gateway: Any, outside: Control, tmp_path: Any) -> None:
    from infra.local.outside.world import World

    open_page(gateway.start(wanted()).redirect_url)
    end(gateway, outside, "paid")
    before = outside.world.settings
    settings = replace(before, state_dir=tmp_path)
    world = World(settings)
    world.payments.update(outside.world.payments)
    world.write()
    assert World(settings).payments == outside.world.payments
