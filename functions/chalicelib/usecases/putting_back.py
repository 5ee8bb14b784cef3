"""The table may have been put back to an earlier moment: others then know more of a thing than our rows do."""

from __future__ import annotations

from datetime import datetime, timedelta

# DynamoDB restores to no moment later than five minutes ago (its LatestRestorableDateTime), and takes longer than that
# to do it. What is younger was begun by the table that we have, so what it says of it is all there is.
FRESH = timedelta(minutes=5)


def may_be_forgotten(begun_at: datetime, now: datetime) -> bool:
    """Whether a thing that was begun then may have gone farther than our rows say: others are asked before they are
    told to do it. Needs no mark that a person would have to set, at the worst of times."""
    return now - begun_at >= FRESH
