"""What a sample of each kind is made of, and how samples say that they are samples."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

SAMPLE_SENTENCE = "Hộ, tên người và số liệu ở đây là dữ liệu mẫu để trình bày."
CHECKED_BY = "Ban biên tập Chợ Xứ Lạng"
CHECKED_AT = date(2026, 11, 2)


@dataclass(frozen=True, kw_only=True)
class SampleShop:
    public_id: str
    name: str
    household: str
    phone: str
    commune_code: str
    hamlet: str
    carrier: str
    onboarded_by: str
    verified_at: date
    intro: str
    picture: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class SampleBadge:
    kind: str
    label: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None


def evidence(badge: SampleBadge) -> dict[str, Any]:
    """The columns of a claim, checked by the editors."""
    return {**asdict(badge), "checked_by": CHECKED_BY, "checked_at": CHECKED_AT}


@dataclass(frozen=True, kw_only=True)
class SampleProduct:
    public_id: str
    shop: str
    name: str
    summary: str
    specialty: str
    unit: str
    price: int
    price_note: str
    weight_grams: int
    net_grams: int
    months: tuple[int, ...] = ()
    north_only: bool = False
    raw: bool = True
    description: str
    sources: tuple[str, ...]
    picture: str
    alt: str
    badges: tuple[SampleBadge, ...] = ()
