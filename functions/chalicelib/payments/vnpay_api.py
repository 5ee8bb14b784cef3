"""VNPay's API beside its page: what became of a payment (querydr), and giving money back (refund).

Both are hashed over the values alone, in the order of VNPay's document, with `|` between. The order for querydr has a
vector in the domain notes; that for refund is read in VNPay's open client (lehuygiang28/vnpay), and so is the meaning
of the codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from chalicelib.callbacks import VIETNAM, is_signed
from chalicelib.payments.gateways import REFUND_SECONDS, began_at, signature
from chalicelib.ports import ProviderError
from chalicelib.transport import Transport

VERSION = "2.1.0"
TIME = "%Y%m%d%H%M%S"
# VNPay asks for the payer's address. The shopper's own is personal data and has no business in an address bar.
NOBODYS_ADDRESS = "127.0.0.1"
PATH = "/merchant_webapi/api/transaction"
DONE, NOT_FOUND, BUSY = "00", "91", ("94", "99")
# The values of an answer, in the order in which its hash has them; querydr's has two more.
_REFUND_ANSWERED = (
    "ResponseId",
    "Command",
    "ResponseCode",
    "Message",
    "TmnCode",
    "TxnRef",
    "Amount",
    "BankCode",
    "PayDate",
    "TransactionNo",
    "TransactionType",
    "TransactionStatus",
    "OrderInfo",
)
_ANSWERED = (*_REFUND_ANSWERED, "PromotionCode", "PromotionAmount")


class VNPayAPI:
    def __init__(self, *, tmn_code: str, secrets: tuple[str, ...], api_base: str, total_seconds: float) -> None:
        self._tmn_code = tmn_code
        self._secrets = secrets
        self._api_base = api_base
        self._total_seconds = total_seconds

    def querydr(self, name: str, *, now: datetime) -> dict[str, Any] | None:
        """What VNPay knows of the attempt ``name``, its hash verified; None for one that it does not know.

        Raises :class:`~chalicelib.ports.ProviderError`; nothing is changed at VNPay."""
        moment = now.astimezone(VIETNAM)
        said = self._asked(
            self._transport,
            {
                "RequestId": f"{name}{moment:%H%M%S%f}"[:32],
                "Version": VERSION,
                "Command": "querydr",
                "TmnCode": self._tmn_code,
                "TxnRef": name,
                "TransactionDate": began(name),
                "CreateDate": moment.strftime(TIME),
                "IpAddr": NOBODYS_ADDRESS,
                "OrderInfo": f"Truy van {name}",
            },
            changes=False,
        )
        code = said.get("vnp_ResponseCode")
        if code == NOT_FOUND:
            return None
        if code != DONE:
            # 94 and 99 pass by themselves; anything else says that we ask wrongly.
            raise ProviderError("vnpay: the question was not answered", permanent=code not in BUSY)
        self._verify(said, _ANSWERED)
        if said.get("vnp_TxnRef") != name:
            raise ProviderError("vnpay: the answer is about another payment", permanent=True)
        return said

    def refund(self, wanted: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
        """Ask for a refund; the answer, whose hash is verified where it says that the refund was taken on.

        ``wanted``: RequestId, TransactionType, TxnRef, Amount (in hundredths), TransactionNo, OrderInfo, CreateBy.
        Raises :class:`~chalicelib.ports.ProviderError`."""
        said = self._asked(
            self._patient_transport,
            {
                "RequestId": wanted["RequestId"],
                "Version": VERSION,
                "Command": "refund",
                "TmnCode": self._tmn_code,
                "TransactionType": wanted["TransactionType"],
                "TxnRef": wanted["TxnRef"],
                "Amount": wanted["Amount"],
                "TransactionNo": wanted["TransactionNo"],
                "TransactionDate": began(wanted["TxnRef"]),
                "CreateBy": wanted["CreateBy"],
                "CreateDate": now.astimezone(VIETNAM).strftime(TIME),
                "IpAddr": NOBODYS_ADDRESS,
                "OrderInfo": wanted["OrderInfo"],
            },
            changes=True,
        )
        if said.get("vnp_ResponseCode") == DONE:
            self._verify(said, _REFUND_ANSWERED, changes=True)
        return said

    @cached_property
    def _transport(self) -> Transport:
        return Transport("vnpay", self._api_base, total_seconds=self._total_seconds)

    @cached_property
    def _patient_transport(self) -> Transport:
        return Transport("vnpay", self._api_base, total_seconds=max(self._total_seconds, REFUND_SECONDS))

    def _asked(self, transport: Transport, asked: Mapping[str, str], *, changes: bool) -> dict[str, Any]:
        body = {f"vnp_{key}": value for key, value in asked.items()}
        body["vnp_SecureHash"] = hash_of_values(self._secrets[0], list(asked.values()))
        answer = transport.post(PATH, body, headers={}, changes=changes)
        if changes and answer.status >= 500:
            raise transport.lost(f"answered {answer.status}", changes=True)
        said = transport.meaning(answer, changes=changes)
        if not isinstance(said, dict):
            raise transport.lost("no object", changes=changes)
        return said

    def _verify(self, said: Mapping[str, Any], names: Sequence[str], *, changes: bool = False) -> None:
        message = "|".join(_shown(said.get(f"vnp_{key}")) for key in names)
        digest = said.get("vnp_SecureHash")
        if not is_signed(self._secrets, message.encode(), [str(digest)], algorithm="sha512"):
            raise ProviderError("vnpay: the hash of the answer does not match", permanent=True, outcome_unknown=changes)


def began(name: str) -> str:
    """When an attempt began, as VNPay was told. Raises :class:`~chalicelib.ports.ProviderError`."""
    moment = began_at(name)
    if moment is None:
        raise ProviderError("vnpay: the reference is not one of ours", permanent=True)
    return moment.strftime(TIME)


def hash_of_values(secret: str, values: Sequence[str]) -> str:
    """The hash of a question to VNPay's API: the values alone, in the order of its document."""
    return signature(secret, "|".join(values), "sha512")


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
