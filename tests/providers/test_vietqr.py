"""VietQR codes against published vectors, and SePay's notices."""

from __future__ import annotations

import binascii
from datetime import UTC, datetime
from typing import Any

import pytest
from chalicelib.payments.vietqr import TO_CARD, qr_payload
from chalicelib.ports import NoticeKind, PaymentNotice, PaymentRequest, ProviderError, Unreadable
from market.money import Dong

from tests.providers.recordings import CODE, NOW, dumped, recorded, recorded_json, sign_sepay, vietqr

# Bank, account, amount, memo, kind, and the code as the vietnam-qr-pay package makes it; the first three are published.
VECTORS = [
    (
        ("970415", "0011001932418", Dong(120_000), "ung ho lu lut"),
        "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
        "62170813ung ho lu lut6304C15C",
    ),
    (
        ("970423", "0099999999", None, ""),
        "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4",
    ),
    (
        ("970416", "257678859", None, ""),
        "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    ),
    (
        ("970415", "113366668888", Dong(79_000), "Ung Ho Quy Vac Xin"),
        "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN"
        "62220818Ung Ho Quy Vac Xin63043ACF",
    ),
    (
        ("970449", "0205123456789", Dong(35_000), "LSDS8K2M4"),
        "00020101021238570010A00000072701270006970449011302051234567890208QRIBFTTA53037045405350005802VN"
        "62130809LSDS8K2M4630488A7",
    ),
]
CARD = (
    "00020101021238600010A00000072701300006970405011697040501234567890208QRIBFTTC53037045405350005802VN"
    "62110807LS8K2M46304815B"
)


@pytest.mark.parametrize(("given", "wanted"), VECTORS)
def test_the_published_codes_are_reproduced(given: tuple[str, str, Dong | None, str], wanted: str) -> None:
    bank_bin, account, amount, memo = given
    assert qr_payload(bank_bin, account, amount=amount, memo=memo) == wanted


def test_a_code_for_a_card_is_reproduced() -> None:
    assert qr_payload("970405", "9704050123456789", amount=Dong(35_000), memo="LS8K2M4", to=TO_CARD) == CARD


def test_the_checksum_is_the_one_that_emvco_names() -> None:
    assert binascii.crc_hqx(b"123456789", 0xFFFF) == 0x29B1


@pytest.mark.parametrize(
    ("bank_bin", "account", "amount", "memo"),
    [
        ("97043", "0099999999", None, ""),
        ("970436", "00 99", None, ""),
        ("970436", "9" * 20, None, ""),
        ("970436", "0099999999", Dong(0), ""),
        ("970436", "0099999999", Dong(-1), ""),
        ("970436", "0099999999", Dong(10**13), ""),
        ("970436", "0099999999", Dong(1), "Quýt vàng"),
        ("970436", "0099999999", Dong(1), "A" * 26),
    ],
)
def test_what_the_format_cannot_carry_is_refused(bank_bin: str, account: str, amount: Dong | None, memo: str) -> None:
    with pytest.raises(ValueError):
        qr_payload(bank_bin, account, amount=amount, memo=memo)


def test_a_start_gives_what_the_shopper_scans_or_copies() -> None:
    request = PaymentRequest(order_code=CODE, amount=Dong(285_000))
    start = vietqr().start(request)
    assert start == vietqr().start(request, known_reference="whatever")
    assert start.card is None
    assert start.transfer is not None
    assert (start.transfer.memo, start.transfer.amount) == (CODE, Dong(285_000))
    assert start.transfer.qr_payload == qr_payload("970436", "0123499999", amount=Dong(285_000), memo=CODE)


def test_an_amount_that_cannot_be_transferred_is_a_permanent_error() -> None:
    with pytest.raises(ProviderError) as raised:
        vietqr().start(PaymentRequest(order_code=CODE, amount=Dong(0)))
    assert raised.value.permanent


@pytest.mark.parametrize("setting", ["bank_bin", "account_number", "webhook_secret"])
def test_settings_that_cannot_work_are_found_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        vietqr(**{setting: ""})


def test_the_published_signature_is_accepted() -> None:
    headers = {
        "x-sepay-timestamp": "1763173800",
        "x-sepay-signature": "sha256=ce5af23e10ecf491f96ac5948f48c3b0dc29c8d2768a6b05ee88d9d030157ec2",
    }
    notice = vietqr().read(headers, recorded("sepay/transfer_in"), now=datetime.fromtimestamp(1763173800, UTC))
    assert notice == PaymentNotice(
        provider="vietqr",
        event_id="92704",
        payment_id="0123499999/MBVCB.3278907687",
        kind=NoticeKind.CAPTURED,
        # LSDS8K2M4 looks like a code of ours and has the wrong check character.
        order_codes=(),
        amount=Dong(150_000),
        occurred_at=datetime(2026, 11, 15, 2, 30, tzinfo=UTC),
    )


def read(name: str = "sepay/transfer_in", **changes: Any) -> PaymentNotice:
    raw = dumped({**recorded_json(name), **changes})
    return vietqr().read(sign_sepay(raw), raw, now=NOW)


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
    assert read(id="92704").event_id == "92704"


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
