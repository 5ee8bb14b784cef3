"""What a comparison with somebody else's list comes to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``source`` is whose list it is; ``id`` a payment, a waybill or an order, never a person; ``what`` is for programs
    and people alike, and holds no personal data."""

    source: str
    id: str
    what: str


@dataclass(kw_only=True)
class Report:
    """``compared`` counts what each list held; ``repaired`` is what was made good (dry: would be); ``open`` is for a
    person; ``unheard`` are those that could not be asked."""

    compared: dict[str, int] = field(default_factory=dict)
    repaired: list[Finding] = field(default_factory=list)
    open: list[Finding] = field(default_factory=list)
    unheard: list[Finding] = field(default_factory=list)
