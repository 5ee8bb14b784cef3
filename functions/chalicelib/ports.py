"""What has two implementations or more: ways to pay, and carriers. A new one is one module and one line of wiring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import Shipment, StatusNotice, Waybill
from market.refusals import Cause, Refused


class NotAuthentic(Exception):
    """A callback that its sender did not sign: answered 4xx, stored nowhere. The message names the check, no secret."""


class Unreadable(Exception):
    """An authentic callback, or one that anybody could send, whose body is not of the promised form: answered 4xx."""


class ProviderError(Exception):
    """A provider or carrier did not do what was asked.

    ``permanent``: asking again the same way cannot help, a person must look. ``outcome_unknown``: it may have been done
    all the same (a lost answer), so look it up before asking again. The message holds no personal data.
    """

    def __init__(self, message: str, *, permanent: bool = False, outcome_unknown: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.outcome_unknown = outcome_unknown


class NoticeKind(Enum):
    CAPTURED = "captured"
    FAILED = "failed"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNotice:
    """What a payment callback says, in one form for all providers.

    ``event_id`` names the delivery, ``payment_id`` the payment itself: two events may tell of one payment, and the
    payment counts once. ``order_codes`` are the valid order codes it names: exactly one is needed to match.
    ``trouble`` is empty, or says why this cannot be applied by itself (another currency, the wrong account, test mode).
    ``adds_up``: a bank credit, whose amount its sender chose: what is missing may follow, what is too much is owed
    back. Of every other kind the amount must be the order's.
    """

    provider: str
    event_id: str
    payment_id: str
    kind: NoticeKind
    order_codes: tuple[str, ...]
    amount: Dong
    occurred_at: datetime
    trouble: str = ""
    adds_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    order_code: str
    amount: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTransfer:
    """What the shopper copies or scans. ``qr_payload`` is the VietQR text; ``memo`` must arrive with the money."""

    bank_name: str
    account_number: str
    account_name: str
    amount: Dong
    memo: str
    qr_payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardForm:
    """What the page needs to let the browser talk to the card provider itself; our servers never see a card number."""

    intent_id: str
    client_secret: str
    publishable_key: str
    script_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStart:
    """How this order is to be paid: one of the two forms, or neither for cash. ``provider_reference`` is kept with the
    order, so that the same attempt is found again."""

    provider_reference: str = ""
    transfer: BankTransfer | None = None
    card: CardForm | None = None


class PaymentProvider(Protocol):
    """``confirms_at_once``: the order needs no payment before it is packed (cash on delivery)."""

    name: str
    confirms_at_once: bool

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """Begin a payment, or find the begun one again by ``known_reference``; may be called any number of times.

        Raises :class:`ProviderError`."""
        ...

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        """Verify a callback over its raw bytes, then read it. ``headers`` have lower-case names.

        Raises :class:`NotAuthentic` or :class:`Unreadable`, and never anything else for whatever bytes."""
        ...


class CardDeclined(Refused):
    """The shopper's bank, or the card provider, did not take this card; another card may pay the same order.

    The detail ``decline_code`` is the provider's own word for why, for the page to explain it."""

    code = "card.declined"
    cause = Cause.CONFLICT
    sentence = "Ngân hàng từ chối thẻ này. Hãy thử thẻ khác hoặc gọi ngân hàng của bạn."


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStep:
    """What the browser does next: let the shopper prove to the bank who they are (``needs_action``), or only wait."""

    needs_action: bool


class CardProvider(Protocol):
    """A payment provider whose card form turns a card into a token in the browser, for us to charge."""

    name: str

    def charge(self, reference: str, token: str) -> CardStep:
        """Charge the card behind ``token`` for the begun payment ``reference``. The same token again charges nothing
        more, and a payment that is made already is left as it is. That it is paid is told by the callback alone.

        Raises :class:`CardDeclined` or :class:`ProviderError`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    content: bytes
    content_type: str


class Carrier(Protocol):
    """``refuses_repeats``: the carrier itself turns a second order of one reference away, so after a lost answer
    ``create`` may be called again; of another carrier it must be looked up first."""

    name: CarrierName
    refuses_repeats: bool

    def create(self, shipment: Shipment) -> Waybill:
        """Ask for one collection under ``shipment.reference``. Raises :class:`ProviderError`."""
        ...

    def find(self, reference: str) -> Waybill | None:
        """The waybill made under our reference, None if there is none. Raises :class:`ProviderError` with
        ``outcome_unknown`` where this carrier cannot be asked."""
        ...

    def label(self, waybill: str) -> Label:
        """The label to print. Raises :class:`ProviderError`; a page that is not a label counts as one."""
        ...

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> tuple[StatusNotice, ...]:
        """Verify a callback, then read every notice in it. Raises :class:`NotAuthentic` or :class:`Unreadable`."""
        ...

    def history(self, waybill: str) -> tuple[StatusNotice, ...]:
        """Ask the carrier for the parcel's history. Raises :class:`ProviderError`."""
        ...
