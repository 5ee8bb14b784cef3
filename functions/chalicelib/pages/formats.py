"""How figures are written for Vietnamese readers: dd/mm/yyyy, 24 hours, decimal comma.

A moment is shown in Asia/Ho_Chi_Minh, a fixed +07:00: Vietnam has had no summer time since 1975, and the time zone
database is not in every Lambda image.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from market.parcels import DeliveryWindow

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_NOT_DIGITS = re.compile(r"\D")


def in_vietnam(moment: datetime) -> datetime:
    """``moment`` on the clocks of Vietnam. Raises ValueError without a zone: guessing one would move a deadline."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(VIETNAM)


def day(value: date) -> str:
    """
    >>> day(date(2026, 8, 2))
    '02/08/2026'
    """
    return f"{local_day(value):%d/%m/%Y}"


def clock(moment: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> clock(datetime(2026, 11, 24, 17, 5, tzinfo=UTC))
    '00:05'
    """
    return f"{in_vietnam(moment):%H:%M}"


def moment(value: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 24, 17, 5, tzinfo=UTC))
    '00:05 ngày 25/11/2026'
    """
    return f"{clock(value)} ngày {day(value)}"


def machine_time(value: datetime) -> str:
    """For the ``datetime`` attribute of a ``time`` element."""
    return in_vietnam(value).isoformat(timespec="seconds")


def weekday_of(value: date) -> str:
    """
    >>> weekday_of(date(2026, 11, 29))
    'Chủ nhật 29/11'
    """
    value = local_day(value)
    return f"{_WEEKDAYS[value.weekday()]} {value:%d/%m}"


def delivery(window: DeliveryWindow) -> str:
    """
    >>> delivery(DeliveryWindow(earliest=date(2026, 11, 27), latest=date(2026, 11, 29)))
    'từ thứ Sáu 27/11 đến Chủ nhật 29/11'
    """
    if window.earliest == window.latest:
        return weekday_of(window.earliest)
    return f"từ {weekday_of(window.earliest)} đến {weekday_of(window.latest)}"


def weight(grams: int) -> str:
    """
    The number and its unit stay on one line.

    >>> [weight(grams) for grams in (350, 1_000, 1_500, 12_340)]
    ['350\\xa0g', '1\\xa0kg', '1,5\\xa0kg', '12,34\\xa0kg']
    """
    if grams < 1_000:
        return f"{grams}\u00a0g"
    return f"{grams / 1_000:.3f}".rstrip("0").rstrip(".").replace(".", ",") + "\u00a0kg"


def months(numbers: Iterable[int]) -> str:
    """The harvest in words, runs drawn together and the turn of the year included.

    >>> months((11, 12, 1, 2))
    'từ tháng 11 đến tháng 2'
    >>> months((1, 7, 8, 9, 12))
    'từ tháng 7 đến tháng 9, từ tháng 12 đến tháng 1'
    >>> months((5,)), months(())
    ('tháng 5', 'quanh năm')
    """
    named = (f"tháng {a}" if a == b else f"từ tháng {a} đến tháng {b}" for a, b in runs_of_months(numbers))
    return ", ".join(named) or "quanh năm"


def runs_of_months(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last month of each run; none for all the year, which is also what no month at all means.

    >>> runs_of_months((1, 7, 8, 12))
    [(7, 8), (12, 1)]
    """
    found = {number for number in numbers if 1 <= number <= 12}
    if len(found) == 12:
        return []
    return [(month, _end_of_run(month, found)) for month in sorted(found) if (month - 2) % 12 + 1 not in found]


def _end_of_run(start: int, found: set[int]) -> int:
    end = start
    while end % 12 + 1 in found:
        end = end % 12 + 1
    return end


def digits(text: str) -> str:
    """Only the digits and a leading plus, for ``tel:`` and for copying an account number.

    >>> digits("+84 205 3.812-345")
    '+842053812345'
    """
    return ("+" if text.lstrip().startswith("+") else "") + _NOT_DIGITS.sub("", text)


def initial(text: str) -> str:
    """The letter on the tile that stands in for a missing picture."""
    return text.strip()[:1].upper()


def focus(point: Sequence[int]) -> str:
    """The classes that keep a point of a picture in sight when it is cut; none near the middle, which needs none. (A
    style of its own would need a policy that lets in any.)

    >>> focus((50, 50)), focus((23, 108)), focus((50, 12))
    ('', 'fx20 fy100', 'fy20')
    """
    names = (f"f{axis}{max(0, min(100, (value + 10) // 20 * 20))}" for axis, value in zip("xy", point, strict=False))
    return " ".join(name for name, value in zip(names, point, strict=False) if not 40 <= value <= 60)


def named_in(ids: Iterable[str], known: Mapping[str, Any]) -> tuple[Any, ...]:
    """What stands for the ids, in their order, those that are gone left out."""
    return tuple(known[id] for id in ids if id in known)


def local_day(value: date) -> date:
    """A datetime is a date to Python; its day is the one in Vietnam."""
    return in_vietnam(value).date() if isinstance(value, datetime) else value


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "clock": clock,
    "moment": moment,
    "machine_time": machine_time,
    "delivery": delivery,
    "weight": weight,
    "months": months,
    "digits": digits,
    "initial": initial,
    "focus": focus,
    "named_in": named_in,
}
