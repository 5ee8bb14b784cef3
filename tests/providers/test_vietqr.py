"""VietQR codes against published vectors."""

from __future__ import annotations

import binascii

import pytest
from chalicelib.payments.vietqr import TO_CARD, qr_payload
from chalicelib.ports import PaymentRequest, ProviderError
from market.money import Dong

from tests.providers.recordings import CODE, NOW, vietqr

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
    request = PaymentRequest(order_code=CODE, amount=Dong(285_000), asked_at=NOW)
    start = vietqr().start(request)
    assert start == vietqr().start(request, known_reference="whatever")
    assert start.card is None
    assert start.transfer is not None
    assert (start.transfer.memo, start.transfer.amount) == (CODE, Dong(285_000))
    assert start.transfer.qr_payload == qr_payload("970436", "0123499999", amount=Dong(285_000), memo=CODE)


def test_an_amount_that_cannot_be_transferred_is_a_permanent_error() -> None:
    with pytest.raises(ProviderError) as raised:
        vietqr().start(PaymentRequest(order_code=CODE, amount=Dong(0), asked_at=NOW))
    assert raised.value.permanent


@pytest.mark.parametrize("setting", ["bank_bin", "account_number"])
def test_settings_that_cannot_work_are_found_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        vietqr(**{setting: ""})
