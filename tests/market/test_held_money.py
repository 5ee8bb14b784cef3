"""Held money, payouts and differences; what a return keeps; the names that carriers' memos give to statements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.catalogue import CarrierName
from market.held_money import cash_difference, paid_out, payout_difference, sent_back
from market.ledger import balances, return_of, sale
from market.money import Dong
from market.payout_memos import names_statement, payer_of, words_of

from tests.market.goods import placed

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
VIETTEL = CarrierName.VIETTELPOST


def amounts(*entries: object) -> dict[str, int]:
    return {account: int(held) for account, held in balances(entries).items() if held}  # type: ignore[arg-type]


def test_money_that_is_sent_back_leaves_suspense_and_the_account() -> None:
    entry = sent_back(provider="vietqr", payment_id="a/1", amount=Dong(70_000), now=NOW)
    assert amounts(entry) == {"suspense:vietqr": 70_000, "clearing:vietqr": -70_000}
    assert entry.id == "suspense/vietqr/a/1/sent-back"


@pytest.mark.parametrize(("was_held", "account"), [(True, "suspense:vietqr"), (False, "clearing:vietqr")])
def test_a_payout_is_no_longer_on_its_way(was_held: bool, account: str) -> None:
    told = {"provider": "vietqr", "payment_id": "a/1", "amount": Dong(9_000), "was_held": was_held, "now": NOW}
    entry = paid_out(VIETTEL, "BK-1", **told)  # type: ignore[arg-type]
    assert amounts(entry) == {account: 9_000, "promised:viettelpost": -9_000}
    assert (entry.id, entry.rules) == ("remitted/vietqr/a/1", ("statement-viettelpost-BK-1",))


def test_accepted_differences_have_an_account_of_their_own() -> None:
    short = payout_difference(VIETTEL, "BK-1", amount=Dong(6_000), name="p1", now=NOW)
    assert amounts(short) == {"operator:discrepancies": 6_000, "promised:viettelpost": -6_000}
    over = cash_difference(VIETTEL, "LS1-1", amount=Dong(-8_000), rule="desk-p2", now=NOW)
    assert amounts(over) == {"operator:discrepancies": -8_000, "cod:viettelpost": 8_000}
    assert (short.id, over.id) == ("statement/viettelpost/BK-1/difference/p1", "LS1-1/cash-difference")


@given(st.integers(0, 188_000))
def test_a_return_keeps_the_fee_as_far_as_it_was_paid_before(early: int) -> None:
    """188.000 for a parcel, 23.000 of it the journey. However much was paid before it left, the more was paid, the more
    is owed back, and never more than was paid: no đồng more paid costs the buyer 23.000."""
    order = placed()
    parcel = order.parcels[0]
    entry = return_of(order, parcel, outstanding=Dong(188_000 - early), now=NOW)
    of = amounts(entry)
    kept = min(early, 23_000)
    assert of.get(f"shopper:{order.code}", 0) == -(188_000 - kept)
    assert of.get("operator:shipping", 0) == 23_000 - kept
    # With the sale, and the money that came, what is owed to the buyer.
    account = amounts(sale(order), entry).get(f"shopper:{order.code}", 0) - early - (int(order.total) - 188_000)
    assert account == -(early - kept)


@pytest.mark.parametrize(
    ("memo", "number", "is_named"),
    [
        ("VIETTELPOST TT COD BK0511", "BK-0511", True),
        ("VTP COD BK 0511 NGAY 24", "BK-0511", True),
        ("VTP COD BK-0511/2", "BK-0511", True),
        ("VTP COD XBK0511", "BK-0511", False),
        ("VTP COD BK05112", "BK-0511", False),
        ("VTP COD 0511", "BK-0511", False),
        ("VTP COD 1", "1", False),
        ("VTP COD BANGKE", "bangke", False),
        ("VTP DS20261124.01", "DS20261124.01", True),
        ("VTP 0912345678 12", "0912345678 12", False),
        ("", "BK-0511", False),
    ],
)
def test_a_statement_is_named_by_whole_words(memo: str, number: str, is_named: bool) -> None:
    assert names_statement(words_of(memo), number) is is_named


@pytest.mark.parametrize(
    ("memo", "carrier"),
    [
        ("Tong cong ty CP Bưu chính Viettel tra COD", VIETTEL),
        ("VNPOST tra COD", CarrierName.VNPOST),
        ("TCT BUU DIEN VIET NAM", CarrierName.VNPOST),
        ("chuyen qua buu dien", None),
        ("VIETTELPAY 0912345678", None),
        ("VNPOST VIETTELPOST", None),
    ],
)
def test_a_memo_names_its_carrier_or_nobody(memo: str, carrier: CarrierName | None) -> None:
    assert payer_of(memo) is carrier


@given(st.text(max_size=200), st.text(min_size=1, max_size=40))
def test_no_memo_breaks_anything(memo: str, number: str) -> None:
    words = words_of(memo)
    assert len(words) <= 24
    assert names_statement(words, number) in (True, False)
    assert payer_of(memo) in (None, *CarrierName)


@given(st.sampled_from(["0912345678", "84912345678", "0332 111 222"]))
def test_no_telephone_number_is_kept(phone: str) -> None:
    joined = phone.replace(" ", "")
    assert joined not in "".join(words_of(f"VTP COD {joined} BK0511"))
