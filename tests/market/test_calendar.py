"""Days are days in Vietnam, whatever the clock of the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from market.calendar import VIETNAM, local_day, local_time

from tests.market.goods import MOMENTS


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, 999_999, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 11, 24, 23, 59, tzinfo=VIETNAM), date(2026, 11, 24)),
    ],
)
def test_a_day_begins_at_midnight_in_vietnam(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


@given(MOMENTS)
def test_the_clock_shows_the_same_moment_seven_hours_ahead(moment: datetime) -> None:
    here = local_time(moment)
    assert here == moment
    assert here.utcoffset() == timedelta(hours=7)
    assert local_day(moment) == here.date() == (moment.astimezone(UTC) + timedelta(hours=7)).date()


@pytest.mark.parametrize("ask", [local_time, local_day])
def test_a_time_without_a_zone_is_no_moment(ask: object) -> None:
    with pytest.raises(ValueError, match="a moment needs its time zone"):
        ask(datetime(2026, 11, 24))  # type: ignore[operator]  # noqa: DTZ001
