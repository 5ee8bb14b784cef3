"""SePay's notices of transfers, and the rules that every reporter's notices share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from chalicelib.ports import NoticeKind, PaymentNotice, Unreadable
from market.money import Dong

from tests.providers.recordings import CODE, NOW, dumped, recorded, recorded_json, sepay, sign_sepay


@pytest.mark.parametrize("secret", ["", " ", ",,"])
def test_a_reporter_without_a_secret_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(ValueError):
        sepay(webhook_secret=secret)


def test_the_published_signature_is_accepted() -> None:
    headers = {
        "x-sepay-timestamp": "1763173800",
        "x-sepay-signature": "sha256=ce5af23e10ecf491f96ac5948f48c3b0dc29c8d2768a6b05ee88d9d030157ec2",
    }
    notice = sepay().read(headers, recorded("sepay/transfer_in"), now=datetime.fromtimestamp(1763173800, UTC))
    assert notice == PaymentNotice(
        provider="vietqr",
        event_id="sepay/92704",
        payment_id="0123499999/MBVCB.3278907687",
        kind=NoticeKind.CAPTURED,
        # LSDS8K2M4 looks like a code of ours and has the wrong check character.
        order_codes=(),
        amount=Dong(150_000),
        occurred_at=datetime(2026, 11, 15, 2, 30, tzinfo=UTC),
        adds_up=True,
    )


def read(name: str = "sepay/transfer_in", **changes: Any) -> PaymentNotice:
    raw = dumped({**recorded_json(name), **changes})
    return sepay().read(sign_sepay(raw), raw, now=NOW)


def test_money_that_leaves_is_irrelevant() -> None:
    notice = read("sepay/transfer_out")
    assert (notice.kind, notice.trouble) == (NoticeKind.IRRELEVANT, "")


def test_a_direction_that_nobody_knows_is_trouble() -> None:
    assert read(transferType="inout").trouble == "unknown_direction"


def test_money_to_another_account_is_trouble() -> None:
    notice = read(accountNumber="0000000001")
    assert (notice.kind, notice.trouble) == (NoticeKind.CAPTURED, "wrong_account")


def test_money_to_a_virtual_account_of_ours_is_ours() -> None:
    assert read("sepay/transfer_to_virtual_account").trouble == ""


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (CODE, (CODE,)),
        (CODE.lower(), (CODE,)),
        ("MBVCB.3278907687.LS7K3M2QS.CT tu 0123 NGUYEN VAN AN", (CODE,)),
        ("LS 7K3M 2QS chuyen tien", (CODE,)),
        ("ls-7k3m-2qs", (CODE,)),
        ("QR-LS7K3M2QS-26111512", (CODE,)),
        (f"{CODE} {CODE}", (CODE,)),
        (f"{CODE} LS2222228", (CODE, "LS2222228")),
        ("LS7K3M2QR", ()),
        ("LS7K3MQ2S", ()),
        ("chuyen tien mua quyt", ()),
        ("", ()),
    ],
)
def test_codes_are_found_in_mangled_memos_and_never_invented(content: str, wanted: tuple[str, ...]) -> None:
    from market.codes import is_order_code

    wanted = tuple(code for code in wanted if is_order_code(code))
    assert read(content=content).order_codes == wanted


def test_a_code_is_never_put_together_from_two_fields() -> None:
    assert read(content="LS7K3", code="M2QS").order_codes == ()


def test_the_code_that_sepay_found_and_the_memo_name_one_order() -> None:
    assert read("sepay/transfer_without_reference").order_codes == (CODE,)


def test_without_a_reference_what_was_moved_names_the_payment() -> None:
    first = read("sepay/transfer_without_reference")
    told_again = read("sepay/transfer_without_reference", id=1)
    another = read("sepay/transfer_without_reference", id=2, transferAmount=285_001)
    assert first.payment_id == told_again.payment_id != another.payment_id
    assert first.event_id != told_again.event_id


def test_an_event_id_may_be_text() -> None:
    assert read(id="92704").event_id == "sepay/92704"


@pytest.mark.parametrize("amount", [1.5, 150000.0, "150000", -1, True, None, 10**14, [1]])
def test_an_amount_that_is_not_whole_dong_is_unreadable(amount: Any) -> None:
    with pytest.raises(Unreadable):
        read(transferAmount=amount)


@pytest.mark.parametrize(
    "date", ["", "2026-11-15", "15/11/2026 09:30:00", "2026-02-30 00:00:00", "0001-01-01 00:00:00", 5]
)
def test_a_date_of_another_form_is_unreadable(date: Any) -> None:
    with pytest.raises(Unreadable):
        read(transactionDate=date)
