"""What every page of the desk has, and the pages before and beside the work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every page of the desk carries. ``csrf`` is the session's own token, sent back by each form."""

    operator: str
    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """Fields: ten, mat_khau, ma_mot_lan. Only the name comes back after a refusal."""

    name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPage:
    """A parcel's label as a PDF in base64, to be taken and printed."""

    desk: Desk
    parcel_id: str
    pdf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPage:
    """``back`` is where the person came from."""

    desk: Desk
    status: int
    title: str
    sentence: str
    back: str = "/van-hanh"
