"""What has two implementations or more: ways to pay, and carriers. A new one is one module and one line of wiring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, runtime_checkable

from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState, Shipment, StatusNotice, Waybill
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
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNotice:
    """What a payment callback says, in one form for all providers.

    ``event_id`` names the delivery, ``payment_id`` the payment itself: two events may tell of one payment, and the
    payment counts once. ``order_codes`` are the valid order codes it names: exactly one is needed to match.
    ``trouble`` is empty, or says why this cannot be applied by itself (another currency, the wrong account, test mode).
    ``adds_up``: a bank credit, whose amount its sender chose: what is missing may follow, what is too much is owed
    back. Of every other kind the amount must be the order's.
    ``ended_attempt``: the attempt that a failed payment has used up, the first word of its reference; the order's page
    then begins another. Empty where the same attempt can be paid again.
    ``attempt``: of a payment, the provider's name for the attempt that was paid, where a refund has to name it.
    ``refund``: of a refund, our own id for it, empty for one that was not made by us; its reference is ``reference``.
    ``payout_of``: of a bank credit without an order's code, the carrier that its memo names; ``payout_words`` are that
    memo's words, in which the number of a statement may be found.
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
    ended_attempt: str = ""
    attempt: str = ""
    refund: str = ""
    reference: str = ""
    payout_of: str = ""
    payout_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """``asked_at`` is now; ``return_url`` is where a provider's own page sends the shopper's browser afterwards."""

    order_code: str
    amount: Dong
    asked_at: datetime
    pay_before: datetime | None = None
    return_url: str = ""


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
    """How this order is to be paid: one of the three forms, or none for cash. ``redirect_url`` is the provider's own
    page, to which the shopper goes. ``provider_reference`` is kept with the order, so that the same attempt is found
    again; only its provider can read it."""

    provider_reference: str = ""
    transfer: BankTransfer | None = None
    card: CardForm | None = None
    redirect_url: str = ""


class PaymentProvider(Protocol):
    """``confirms_at_once``: the order needs no payment before it is packed (cash on delivery)."""

    name: str
    confirms_at_once: bool

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """Begin a payment, or find the begun one again by ``known_reference``; may be called any number of times.

        Raises :class:`ProviderError`."""
        ...


class PaymentCallbacks(Protocol):
    """Who tells of payments at an address of its own: a provider itself, or somebody who watches the bank account."""

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        """Verify a callback, then read it. ``headers`` have lower-case names; ``raw`` is the body as it was sent, or
        the query string where the callback is a GET.

        Raises :class:`NotAuthentic` or :class:`Unreadable`, and never anything else for whatever bytes."""
        ...


@runtime_checkable
class PaymentBatches(Protocol):
    """Who tells of several payments in one callback."""

    def read_all(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> tuple[PaymentNotice, ...]:
        """As :meth:`PaymentCallbacks.read`, of every payment in the callback: one that cannot be read spoils all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a callback. ``state``: applied (``reason`` repeated, if it was before), parked (with the
    ``reason``), pending, ignored or unknown; not_authentic, unreadable or failed where nothing was kept."""

    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """``body`` is sent as JSON; None sends nothing."""

    status: int = 200
    body: Mapping[str, str | int] | None = None


@runtime_checkable
class OwnAnswers(Protocol):
    """A sender of callbacks that wants to be answered in its own words, whatever became of them. All others read the
    status alone: 2xx for what is kept, 4xx for what is refused, 5xx for what may be sent again."""

    def answer(self, outcome: Outcome) -> CallbackAnswer: ...


class AskableProvider(Protocol):
    """A payment provider that tells, when asked, what became of a payment: for callbacks that were lost."""

    name: str

    def look_up(self, reference: str, *, now: datetime) -> PaymentNotice | None:
        """The end of the begun payment ``reference`` (the order's ``provider_reference``), with the payment id that its
        callback has, so that both together count once; None where it has not ended, or was never begun.

        Raises :class:`ProviderError`; nothing is changed at the provider."""
        ...


class PaymentList(Protocol):
    """Who keeps a list of payments of its own, with which ours is compared: for callbacks that were lost. ``provider``
    is the way to pay that its notices tell of."""

    name: str
    provider: str

    def payments_since(self, since: datetime) -> Iterable[PaymentNotice]:
        """Every payment that the list has since then, as its callback would tell of it: with the same event id and the
        same payment id, so that both together count once. Raises :class:`ProviderError`."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierOrder:
    """An order as a carrier's own list has it. ``waybill.reference`` is empty for one that was not made by us."""

    waybill: Waybill
    state: ParcelState | None


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

    def cancel(self, waybill: str) -> None:
        """Have the carrier give up a parcel that it has not collected; one that it gave up before is left so.

        Raises :class:`ProviderError`, permanent where the carrier refuses (it has collected the parcel, or is on its
        way and will not turn back)."""
        ...

    def orders_since(self, since: datetime) -> Iterable[CarrierOrder]:
        """Every order that the carrier's own list has touched since then. Raises :class:`ProviderError`, permanent for
        a carrier that has no list."""
        ...

    def history(self, waybill: str) -> tuple[StatusNotice, ...]:
        """Ask the carrier for the parcel's history. Raises :class:`ProviderError`."""
        ...
