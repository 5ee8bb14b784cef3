"""Days as people here count them: in Asia/Ho_Chi_Minh, which is seven hours ahead all the year."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# A fixed offset and not a zone database: Vietnam has no daylight saving time, and Lambda may have no database.
VIETNAM = timezone(timedelta(hours=7), "+07")


def local_time(moment: datetime) -> datetime:
    """The same moment on a clock in Vietnam. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(VIETNAM)


def local_day(moment: datetime) -> date:
    """
    >>> from datetime import UTC
    >>> local_day(datetime(2026, 11, 24, 18, 30, tzinfo=UTC))
    datetime.date(2026, 11, 25)
    """
    return local_time(moment).date()
