"""What the outside world knows: its parcels, its transfers, the faults it was told to have, and what it sent."""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from infra.local.outside.faults import Faults
from infra.local.outside.keys import signing_key
from infra.local.outside.sending import Sender
from infra.local.outside.settings import Settings

VIETNAM = timezone(timedelta(hours=7))
_STATE_NAME = "state.json"
_WRITE_SECONDS = 0.5


@dataclass(slots=True, kw_only=True)
class Event:
    """One status of one parcel, in the carrier's own words and at the carrier's own time (ISO 8601, +07:00)."""

    code: str
    text: str
    at: str
    place: str = ""


@dataclass(slots=True, kw_only=True)
class Parcel:
    """``form`` is what the partner sent, as it was sent."""

    carrier: str
    waybill: str
    reference: str
    fee: int
    cod: int
    weight_grams: int
    receiver: str
    made_at: str
    form: dict[str, Any]
    events: list[Event] = field(default_factory=list)
    is_deleted: bool = False

    @property
    def status(self) -> str:
        return self.events[-1].code if self.events else ""


@dataclass(slots=True, kw_only=True)
class GatewayPayment:
    """``name`` is the partner's own for this attempt; ``result``: empty while the page is open, paid or failed."""

    gateway: str
    name: str
    amount: int
    info: str
    return_url: str
    made_at: str
    callback_url: str = ""
    number: int = 0
    result: str = ""
    ended_at: str = ""


@dataclass(slots=True, kw_only=True)
class GatewayRefund:
    """``name`` is what the partner called it, ``payment`` the attempt that it gives back; ``end``: empty while it is
    under way, done or refused."""

    gateway: str
    name: str
    payment: str
    amount: int
    number: int
    made_at: str
    end: str = ""


class World:
    """Shared by all threads of the server; everything that reads or changes it holds ``lock``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lock = threading.RLock()
        self.faults = Faults()
        self.key = signing_key(settings.state_dir)
        self.sender = Sender(settings.retry_seconds)
        self.parcels: dict[tuple[str, str], Parcel] = {}
        self.transfers: list[dict[str, Any]] = []
        self.payments: dict[tuple[str, str], GatewayPayment] = {}
        self.refunds: dict[tuple[str, str], GatewayRefund] = {}
        self.tokens: dict[str, str] = {}
        self.label_codes: dict[str, tuple[list[str], float]] = {}
        self.flash = ""
        self._writer: threading.Timer | None = None
        self._path = settings.state_dir / _STATE_NAME if settings.state_dir else None
        if self._path and self._path.exists():
            self._load(self._path)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.settings.clock_offset)

    def add(self, parcel: Parcel) -> None:
        with self.lock:
            self.parcels[parcel.carrier, parcel.waybill] = parcel
            self.save()

    def record(self, parcel: Parcel, *, code: str, text: str, place: str, at: datetime | None = None) -> Event:
        """Append a status. Two of one parcel never share a second: the carriers' clocks have no finer one, and a
        scanner does not read the same parcel twice within it."""
        with self.lock:
            moment = (at or self.now()).astimezone(VIETNAM).replace(microsecond=0)
            if at is None and parcel.events:
                moment = max(moment, datetime.fromisoformat(parcel.events[-1].at) + timedelta(seconds=1))
            event = Event(code=code, text=text, at=moment.isoformat(), place=place)
            parcel.events.append(event)
            self.save()
            return event

    def parcel(self, carrier: str, waybill: str) -> Parcel | None:
        return self.parcels.get((carrier, waybill))

    def with_reference(self, carrier: str, reference: str) -> list[Parcel]:
        with self.lock:
            return [p for p in self.parcels.values() if p.carrier == carrier and p.reference == reference]

    def new_token(self, kind: str) -> str:
        """A token of ``kind``, valid until the process ends or the faults revoke it."""
        token = secrets.token_urlsafe(24)
        self.tokens[token] = kind
        return token

    def reset(self) -> None:
        """As on the first day, but for the key."""
        with self.lock:
            self.parcels.clear()
            self.transfers.clear()
            self.payments.clear()
            self.refunds.clear()
            self.tokens.clear()
            self.label_codes.clear()
            self.faults.clear()
            self.sender.clear()
            self.save()

    def save(self) -> None:
        """Have the state written soon: one file for many changes, or a thousand parcels would write a gigabyte."""
        with self.lock:
            if self._path and self._writer is None:
                self._writer = threading.Timer(_WRITE_SECONDS, self.write)
                self._writer.daemon = True
                self._writer.start()

    def write(self) -> None:
        """Write the state now, whole or not at all; called once more when the server ends."""
        if self._path is None:
            return
        with self.lock:
            self._writer = None
            state = {
                "parcels": [asdict(p) for p in self.parcels.values()],
                "transfers": self.transfers,
                "payments": [asdict(p) for p in self.payments.values()],
                "refunds": [asdict(r) for r in self.refunds.values()],
            }
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self._path)

    def _load(self, path: Path) -> None:
        state = json.loads(path.read_text(encoding="utf-8"))
        for stored in state["parcels"]:
            events = [Event(**event) for event in stored.pop("events")]
            parcel = Parcel(**stored, events=events)
            self.parcels[parcel.carrier, parcel.waybill] = parcel
        self.transfers = state["transfers"]
        for kept in state.get("payments", []):
            payment = GatewayPayment(**kept)
            self.payments[payment.gateway, payment.name] = payment
        for kept in state.get("refunds", []):
            refund = GatewayRefund(**kept)
            self.refunds[refund.gateway, refund.name] = refund
