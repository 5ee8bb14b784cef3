"""Answers to a request that cannot be done as asked: expected, explained to the person, and never a fault of ours."""

from __future__ import annotations

from enum import Enum
from typing import Any


class Cause(Enum):
    """Why, as far as a caller must know to do better; the shells translate it (HTTP: 400, 401, 403, 422, 404, 409,
    429, 503)."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class Refused(Exception):
    """``code`` is stable and for programs, ``sentence`` is Vietnamese and says the fix, ``details`` hold no personal
    data."""

    code = "refused"
    cause = Cause.CONFLICT
    sentence = "Không thực hiện được yêu cầu này."

    def __init__(self, sentence: str = "", **details: Any) -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence
        self.details = details


class Busy(Refused):
    """Too many at once, or a slow store: nothing was done, and the same request may be sent again shortly."""

    code = "busy"
    cause = Cause.UNAVAILABLE
    sentence = "Hệ thống đang rất bận. Chưa có gì được ghi lại, xin thử lại sau ít giây."


class InvalidInput(Refused):
    """``fields`` maps each wrong field to its sentence."""

    code = "input.invalid"
    cause = Cause.INVALID
    sentence = "Thông tin chưa đúng. Hãy sửa các mục được đánh dấu."

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(self.sentence, fields=fields)
        self.fields = fields
