"""A shopper is forgotten: nowhere in the table or the buckets, and the books still add up (P4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chalicelib.usecases import erasing
from chalicelib.usecases.desk_log import broken_log
from chalicelib.usecases.erasing import Erased, Person, StillOpen, erase, orders_of_phone
from chalicelib.usecases.orders import NoSuchOrder
from market.catalogue import CarrierName
from market.parcels import ParcelState

from tests.functions.buying import RECEIVER, buy, fill_cart, look, order_of, place, see
from tests.functions.callbacks import notice, prove, transfer
from tests.functions.conftest import SESSION, Shop
from tests.functions.refunding import end

PHONE = "+84903123987"
SHOPPER = RECEIVER | {"phone": "0903 123 987"}
PERSONAL = ("Nguyễn Thị Hoa", "903123987", "Trần Đăng Ninh", "để ở cổng sau")


@pytest.fixture
def done(shop: Shop) -> str:
    """An order that has come to its end, of which everybody said something that names the shopper."""
    shop.open()
    cart = fill_cart(shop)
    status, answer = place(shop, order_of(cart, see(shop, cart), "vietqr", note="để ở cổng sau", receiver=SHOPPER))
    assert status == 201
    code = str(answer["code"])
    assert transfer(shop, answer["total"], f"NGUYEN THI HOA 0903123987 CK {code}")[0] == 200
    for _ in range(3):
        shop.pump.run_once()
    said = notice(
        shop, f"{code}-1", ParcelState.IN_TRANSIT, hours=0.5, carrier=CarrierName.VIETTELPOST, note="gặp Nguyễn Thị Hoa"
    )
    prove(shop, said)
    end(shop, code)
    return code


def _stored(shop: Shop) -> str:
    """All rows, and every object of every bucket, by name and content."""
    client = SESSION.client("s3")
    objects = [
        (name, item["Key"], client.get_object(Bucket=name, Key=item["Key"])["Body"].read().decode("utf-8", "replace"))
        for name in (bucket["Name"] for bucket in client.list_buckets()["Buckets"])
        for item in client.list_objects_v2(Bucket=name).get("Contents", [])
    ]
    return json.dumps([list(shop.table.everything()), objects], ensure_ascii=False, default=list)


def _person(shop: Shop) -> Person:
    tail_of = shop.services.phone_tail
    return Person(codes=orders_of_phone(shop.table, phone=PHONE, tail_of=tail_of), tail_of=tail_of)


def _erase(shop: Shop, person: Person | None = None, **options: Any) -> Erased:
    told = {"labels": shop.services.private_bucket, "actor": "lan", "reason": "người mua yêu cầu", "now": shop.now}
    return erase(shop.table, person=person or _person(shop), **told, **options)


def test_nothing_of_the_person_is_left_and_the_books_are_the_same(shop: Shop, done: str) -> None:
    before, stored = shop.audit(), _stored(shop)
    assert all(word in stored for word in PERSONAL), "the test can fail"
    counted = _erase(shop, dry_run=True)
    assert (counted.orders, counted.labels, counted.elsewhere) == (1, 2, ("vietqr", "viettelpost", "vnpost"))
    assert _stored(shop) == stored, "only counted"
    assert _erase(shop) == counted
    after = _stored(shop)
    assert [word for word in PERSONAL if word in after] == []
    assert shop.services.phone_tail(PHONE) not in after
    assert "labels/" not in after
    now = shop.audit()
    for part in ("ledger", "stock", "payments", "refunds", "payouts", "dues", "idempotency_keys"):
        assert now[part] == before[part], part
    assert now["orders"] == before["orders"]
    assert now["erased"] == [{"order": done, "left": []}]
    shop.check()
    assert broken_log(shop.table) == []


def test_again_there_is_nothing_to_erase(shop: Shop, done: str) -> None:
    by_code = Person(codes=(done,), tail_of=shop.services.phone_tail)
    _erase(shop)
    stored = _stored(shop)
    for person in (by_code, _person(shop)):
        assert _erase(shop, person) == Erased(orders=0, rows=0, labels=0, left=(), elsewhere=())
    assert _stored(shop) == stored
    assert look(shop, done)["state"] == "completed", "the page of the order is still there"


def test_an_open_order_is_not_erased(shop: Shop) -> None:
    shop.open()
    code = buy(shop)
    stored = _stored(shop)
    with pytest.raises(StillOpen):
        _erase(shop, Person(codes=(code,), tail_of=shop.services.phone_tail))
    assert _stored(shop) == stored
    with pytest.raises(NoSuchOrder):
        _erase(shop, Person(codes=("LS2222222",), tail_of=shop.services.phone_tail))


def test_somebody_elses_order_is_left_alone(shop: Shop, done: str) -> None:
    cart = fill_cart(shop)
    other = RECEIVER | {"name": "Lý Văn Páo", "phone": "0987 654 321", "line": "Thôn Nà Pán"}
    assert place(shop, order_of(cart, see(shop, cart), "cod", receiver=other), "key-of-another-one")[0] == 201
    _erase(shop)
    assert "Lý Văn Páo" in _stored(shop)
    shop.check()


def test_one_that_was_cut_off_is_found_and_finished(shop: Shop, done: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = erasing._finish
    monkeypatch.setattr(erasing, "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        _erase(shop)
    monkeypatch.setattr(erasing, "_finish", real)
    assert _erase(shop).orders == 1
    assert [word for word in PERSONAL if word in _stored(shop)] == []
    shop.check()


def test_the_audit_sees_what_was_left(shop: Shop, done: str) -> None:
    from chalicelib.usecases.audit import broken_invariants

    _erase(shop)
    found = shop.audit()
    found["erased"][0]["left"] = ["ORDER"]
    assert any(sentence.startswith(f"P4: {done}") for sentence in broken_invariants(found))
