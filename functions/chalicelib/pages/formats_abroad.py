"""How figures are written for readers of English and Chinese; for Vietnamese see :mod:`chalicelib.pages.formats`.

Prices stay in đồng, and moments on the clocks of Vietnam. Only what is read differs: 45.000 ₫ would be forty-five to an
English reader, and 02/08 a day in February.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from market.catalogue import Language
from market.money import Dong
from market.parcels import DeliveryWindow

from chalicelib.pages import formats

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"


def money(amount: Dong) -> str:
    """
    >>> money(Dong(45_000))
    '45,000\\xa0₫'
    """
    return f"{amount.amount:,}\u00a0₫"


def english_day(value: date) -> str:
    """
    >>> english_day(date(2026, 8, 2))
    '2 August 2026'
    """
    value = formats.local_day(value)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def english_moment(value: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> english_moment(datetime(2026, 11, 24, 17, 5, tzinfo=UTC))
    '00:05 on 25 November 2026'
    """
    return f"{formats.clock(value)} on {english_day(value)}"


def english_delivery(window: DeliveryWindow) -> str:
    """
    >>> english_delivery(DeliveryWindow(earliest=date(2026, 11, 27), latest=date(2026, 11, 29)))
    'between Friday 27 November and Sunday 29 November'
    """
    first, last = (f"{_WEEKDAYS[d.weekday()]} {d.day} {_MONTHS[d.month - 1]}" for d in (window.earliest, window.latest))
    return f"on {first}" if first == last else f"between {first} and {last}"


def english_months(numbers: Iterable[int]) -> str:
    """
    >>> english_months((11, 12, 1, 2)), english_months((5,)), english_months(())
    ('November to February', 'May', 'all year')
    """
    runs = formats.runs_of_months(numbers)
    named = (_MONTHS[a - 1] if a == b else f"{_MONTHS[a - 1]} to {_MONTHS[b - 1]}" for a, b in runs)
    return ", ".join(named) or "all year"


def chinese_day(value: date) -> str:
    """
    >>> chinese_day(date(2026, 8, 2))
    '2026年8月2日'
    """
    value = formats.local_day(value)
    return f"{value.year}年{value.month}月{value.day}日"


def chinese_moment(value: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> chinese_moment(datetime(2026, 11, 24, 17, 5, tzinfo=UTC))
    '2026年11月25日 00:05'
    """
    return f"{chinese_day(value)} {formats.clock(value)}"


def chinese_delivery(window: DeliveryWindow) -> str:
    """
    >>> chinese_delivery(DeliveryWindow(earliest=date(2026, 11, 27), latest=date(2026, 11, 29)))
    '11月27日（周五）至11月29日（周日）'
    """
    days = (window.earliest, window.latest)
    first, last = (f"{d.month}月{d.day}日（周{_CHINESE_WEEKDAYS[d.weekday()]}）" for d in days)
    return first if first == last else f"{first}至{last}"


def chinese_months(numbers: Iterable[int]) -> str:
    """
    >>> chinese_months((11, 12, 1, 2)), chinese_months((5,)), chinese_months(())
    ('11月至2月', '5月', '全年')
    """
    named = (f"{a}月" if a == b else f"{a}月至{b}月" for a, b in formats.runs_of_months(numbers))
    return "、".join(named) or "全年"


def weight(grams: int) -> str:
    """
    >>> weight(350), weight(1_500)
    ('350\\xa0g', '1.5\\xa0kg')
    """
    return formats.weight(grams).replace(",", ".")


FILTERS: dict[Language, dict[str, Callable[..., Any]]] = {
    Language.VIETNAMESE: {},
    Language.ENGLISH: {
        "day": english_day,
        "moment": english_moment,
        "delivery": english_delivery,
        "months": english_months,
        "weight": weight,
    },
    Language.CHINESE: {
        "day": chinese_day,
        "moment": chinese_moment,
        "delivery": chinese_delivery,
        "months": chinese_months,
        "weight": weight,
    },
}
