"""Bank transfer by VietQR: the code to scan is worked out here; who watches the account reports the money.

The code follows EMVCo merchant-presented QR as NAPAS 247 uses it. A transfer has no failure, no expiry and no undo: a
late, short or nameless one is still real money, so its reporters (sepay, casso, payos) tell whatever it names, and it
is for the use case to match or to park it.
"""

from __future__ import annotations

import binascii
import re

from market.money import Dong

from chalicelib.payments.transfers import PROVIDER
from chalicelib.ports import BankTransfer, PaymentRequest, PaymentStart, ProviderError

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
TO_CARD = "QRIBFTTC"
# What the banks' own apps still show whole in the memo of a transfer.
MAX_MEMO = 25
# The amount field of EMVCo has 13 characters.
MAX_AMOUNT = 10**13 - 1

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}")
_MEMO = re.compile(r"[0-9A-Za-z ]*")


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def qr_payload(bank_bin: str, account: str, *, amount: Dong | None = None, memo: str = "", to: str = TO_ACCOUNT) -> str:
    """The text of a VietQR code; static without an amount. ``to`` says whether ``account`` is an account or a card.

    Raises ValueError for a bank number, an account, an amount or a memo that the format cannot carry.

    >>> qr_payload("970423", "0099999999")[-8:]
    '6304CBB4'
    """
    if not _BIN.fullmatch(bank_bin) or not _ACCOUNT.fullmatch(account):
        raise ValueError("a bank number has 6 digits, an account 4 to 19 letters or digits")
    if len(memo) > MAX_MEMO or not _MEMO.fullmatch(memo):
        raise ValueError(f"a memo has at most {MAX_MEMO} letters, digits and spaces")
    if amount is not None and not 0 < amount.amount <= MAX_AMOUNT:
        raise ValueError("a dynamic code needs an amount above zero")
    beneficiary = _field("00", bank_bin) + _field("01", account)
    body = _field("00", "01")
    body += _field("01", "11" if amount is None else "12")
    body += _field("38", _field("00", NAPAS) + _field("01", beneficiary) + _field("02", to))
    body += _field("53", "704")
    body += _field("54", str(amount.amount)) if amount is not None else ""
    body += _field("58", "VN")
    body += _field("62", _field("08", memo)) if memo else ""
    body += "6304"
    # binascii's CRC is CCITT with polynomial 0x1021, unreflected; from 0xFFFF it is the variant that EMVCo asks for.
    return f"{body}{binascii.crc_hqx(body.encode('ascii'), 0xFFFF):04X}"


class VietQR:
    """Raises ValueError when built with settings that cannot work, so that they are found at the start."""

    name = PROVIDER
    confirms_at_once = False

    def __init__(self, *, bank_bin: str, bank_name: str, account_number: str, account_name: str) -> None:
        qr_payload(bank_bin, account_number)
        self._bank_bin = bank_bin
        self._bank_name = bank_name
        self._account_number = account_number
        self._account_name = account_name

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """The same order and amount give the same code, however often; nothing is asked of anybody."""
        memo = request.order_code
        try:
            payload = qr_payload(self._bank_bin, self._account_number, amount=request.amount, memo=memo)
        except ValueError as problem:
            raise ProviderError(f"vietqr: {problem}", permanent=True) from None
        transfer = BankTransfer(
            bank_name=self._bank_name,
            account_number=self._account_number,
            account_name=self._account_name,
            amount=request.amount,
            memo=memo,
            qr_payload=payload,
        )
        return PaymentStart(transfer=transfer)
