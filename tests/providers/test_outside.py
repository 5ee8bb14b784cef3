"""The outside world speaks so that our own readers understand it, and misbehaves exactly as it was told."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chalicelib.ports import NoticeKind
from market.money import Dong
from market.parcels import ParcelState, StatusNotice

from infra.local.outside.keys import ensure_public_key, public_pem, signing_key
from infra.local.outside.settings import Settings
from infra.local.outside.world import World
from tests.providers.conftest import Control, Heard, Shop
from tests.providers.recordings import CODE, sepay
from tests.providers.shipments import SHIPMENT

STEPS = ["picked_up", "in_transit", "out_for_delivery", "delivered"]


def now() -> datetime:
    return datetime.now(UTC)


def notices(carrier: Any, heard: list[Heard]) -> list[StatusNotice]:
    return [notice for one in heard for notice in carrier.read(one.headers, one.raw, now=now())]


def test_a_transfer_is_told_to_the_shop_and_can_be_told_again(outside: Control, shop: Shop) -> None:
    told = outside.ask("POST", "/control/bank/transfer", {"amount": 150_000, "content": f"MBVCB.1.{CODE}"})
    assert told["outcome"] == "200"
    outside.ask("POST", f"/control/bank/transfers/{told['transfer']['id']}/replay")
    bank = sepay(webhook_secret="sepay-secret")
    first, again = (bank.read(one.headers, one.raw, now=now()) for one in shop.wait_for(2))
    assert first == again
    assert [one.path for one in shop.heard] == ["/webhooks/sepay"] * 2
    assert (first.kind, first.amount, first.order_codes) == (NoticeKind.CAPTURED, Dong(150_000), (CODE,))
    assert first.trouble == ""


def test_money_that_leaves_and_money_to_another_account(outside: Control, shop: Shop) -> None:
    outside.ask("POST", "/control/bank/transfer", {"amount": 1, "content": "", "direction": "out"})
    outside.ask("POST", "/control/bank/transfer", {"amount": 1, "content": "", "account_number": "77", "reference": ""})
    bank = sepay(webhook_secret="sepay-secret")
    out, other = (bank.read(one.headers, one.raw, now=now()) for one in shop.wait_for(2))
    assert out.kind is NoticeKind.IRRELEVANT
    assert other.trouble == "wrong_account"


@pytest.mark.parametrize("amount", ["", "0", -5, "1e3", None])
def test_a_transfer_of_nothing_is_refused(outside: Control, shop: Shop, amount: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        outside.ask("POST", "/control/bank/transfer", {"amount": amount, "content": ""})
    assert raised.value.code == 400
    assert not shop.heard


def test_a_parcel_travels_and_every_step_is_told(carrier: Any, outside: Control, shop: Shop) -> None:
    number = carrier.create(SHIPMENT).number
    for step in STEPS:
        assert outside.advance(carrier.name.value, number, step)["outcome"] == "200"
    heard = notices(carrier, shop.wait_for(4))
    assert [notice.state.value for notice in heard if notice.state] == STEPS
    assert {notice.waybill for notice in heard} == {number}
    times = [notice.occurred_at for notice in heard]
    assert times == sorted(set(times))
    assert {one.path for one in shop.heard} == {f"/webhooks/{carrier.name.value}"}


def test_viettel_post_repeats_our_reference(make_viettelpost: Any, outside: Control, shop: Shop) -> None:
    carrier = make_viettelpost()
    outside.advance("viettelpost", carrier.create(SHIPMENT).number, "picked_up")
    (notice,) = notices(carrier, shop.wait_for(1))
    assert notice.reference == SHIPMENT.reference


@pytest.mark.parametrize("name", ["viettelpost", "vnpost"])
def test_a_new_order_is_announced_by_itself(request: Any, outside: Control, shop: Shop, name: str) -> None:
    carrier = request.getfixturevalue(f"make_{name}")()
    object.__setattr__(outside.world.settings, "announce_seconds", 0.0)
    carrier.create(SHIPMENT)
    (notice,) = notices(carrier, shop.wait_for(1))
    assert notice.state is ParcelState.SUBMITTED


def test_old_events_are_told_again_and_backwards(carrier: Any, outside: Control, shop: Shop) -> None:
    number = carrier.create(SHIPMENT).number
    for step in STEPS:
        outside.advance(carrier.name.value, number, step)
    outside.ask("POST", f"/control/parcels/{carrier.name.value}/{number}/replay", {"order": "reversed"})
    heard = notices(carrier, shop.wait_for(9))
    assert [n.event_id for n in heard[4:8]] == [n.event_id for n in heard[3::-1]]


def test_a_callback_that_is_not_accepted_is_repeated(carrier: Any, outside: Control, shop: Shop) -> None:
    shop.answers[:] = [500, 503]
    number = carrier.create(SHIPMENT).number
    assert outside.advance(carrier.name.value, number, "picked_up")["outcome"] == "500"
    first, second, third = notices(carrier, shop.wait_for(3))
    assert first == second == third
    attempts = [one["attempt"] for one in outside.ask("GET", "/control/callbacks")["callbacks"]]
    assert attempts[:3] == [1, 2, 3]


def test_a_callback_is_given_up_in_the_end(outside: Control, shop: Shop, make_vnpost: Any) -> None:
    shop.answers[:] = [500] * 20
    outside.advance("vnpost", make_vnpost().create(SHIPMENT).number, "picked_up")
    shop.wait_for(4)
    assert len(shop.answers) == 16


def test_callbacks_are_doubled_disordered_lost_and_delayed(carrier: Any, outside: Control, shop: Shop) -> None:
    name = carrier.name.value
    number = carrier.create(SHIPMENT).number
    outside.fault(f"webhook.{name}", "duplicate")
    outside.advance(name, number, "picked_up")
    outside.fault(f"webhook.{name}", "reorder")
    outside.advance(name, number, "in_transit")
    outside.advance(name, number, "out_for_delivery")
    outside.fault(f"webhook.{name}", "lose")
    outside.advance(name, number, "delivery_failed")
    outside.fault(f"webhook.{name}", "delay", seconds=0.05)
    outside.advance(name, number, "delivered")
    states = [n.state.value for n in notices(carrier, shop.wait_for(5)) if n.state]
    assert states == ["picked_up", "picked_up", "out_for_delivery", "in_transit", "delivered"]


def test_a_message_about_two_parcels_is_signed_for_the_first(make_vnpost: Any, outside: Control, shop: Shop) -> None:
    carrier = make_vnpost()
    numbers = [carrier.create(SHIPMENT).number for _ in range(2)]
    for number in numbers:
        outside.advance("vnpost", number, "delivered")
    outside.ask("POST", "/control/vnpost/batch", {"waybills": numbers})
    first, second = carrier.read({}, shop.wait_for(3)[2].raw, now=now())
    assert (first.waybill, first.state) == (numbers[0], ParcelState.DELIVERED)
    assert (second.waybill, second.state) == (numbers[1], None)
    assert [n.state for n in carrier.history(numbers[1])][-1] is ParcelState.DELIVERED


def test_a_cancelled_order_is_refused_once_collected(make_viettelpost: Any, outside: Control) -> None:
    carrier = make_viettelpost()
    number = carrier.create(SHIPMENT).number
    outside.advance("viettelpost", number, "picked_up")
    token = carrier._current_token()
    body = b'{"TYPE": 4, "ORDER_NUMBER": "%s", "NOTE": ""}' % number.encode()
    request = urllib.request.Request(
        f"{outside.url}/viettelpost/v2/order/UpdateOrder", body, {"Token": token, "Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        assert b'"error": true' in response.read()


def test_the_page_is_vietnamese_and_its_forms_work(outside: Control, make_vnpost: Any, shop: Shop) -> None:
    number = make_vnpost().create(SHIPMENT).number
    form = urllib.request.Request(
        f"{outside.url}/control/parcels/vnpost/{number}/advance",
        b"to=delivered",
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    with urllib.request.urlopen(form, timeout=5) as response:
        page = response.read().decode()
    assert "Hãng vận chuyển đã báo trạng thái: 200." in page
    assert number in page
    assert SHIPMENT.receiver.name not in page
    assert shop.wait_for(1)


def test_another_site_cannot_move_anything(outside: Control) -> None:
    request = urllib.request.Request(
        f"{outside.url}/control/reset", b"{}", {"Origin": "https://evil.example", "Content-Type": "text/plain"}
    )
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request, timeout=5)
    assert raised.value.code == 403


def test_parcels_and_transfers_and_the_key_survive_a_restart(tmp_path: Path, outside: Control) -> None:
    before = outside.world.settings
    settings = Settings(**{name: getattr(before, name) for name in before.__slots__} | {"state_dir": tmp_path})
    world = World(settings)
    world.parcels.update(outside.world.parcels)
    world.transfers.append({"id": 1, "transferAmount": 5})
    world.write()
    again = World(settings)
    assert (again.parcels, again.transfers) == (world.parcels, world.transfers)
    assert public_pem(again.key) == ensure_public_key(tmp_path) == public_pem(signing_key(tmp_path))
