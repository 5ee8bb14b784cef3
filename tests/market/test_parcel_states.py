"""A parcel's state is worked out from all that was heard, in whatever order and however often it was heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.parcels import STATE_LABELS, ParcelState, current_state, leaving

S = ParcelState
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FINAL = {S.DELIVERED, S.RETURNED, S.CANCELLED, S.LOST}
# What still happens in the world after an end: a lost parcel is found, a delivered one is given back at the door.
AFTER_AN_END = {S.DELIVERED: {S.RETURNED}, S.LOST: {S.DELIVERED, S.RETURNED}, S.RETURNED: set(), S.CANCELLED: set()}
REACHABLE = {
    S.DELIVERED: {S.DELIVERED, S.RETURNED},
    S.LOST: {S.LOST, S.DELIVERED, S.RETURNED},
    S.RETURNED: {S.RETURNED},
    S.CANCELLED: {S.CANCELLED},
}

Notice = tuple[datetime, ParcelState]
# Few moments, so that many notices have the same one.
MOMENTS = st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))
NOTICES = st.lists(st.tuples(MOMENTS, st.sampled_from(ParcelState)), max_size=12)
STARTS = st.sampled_from([S.WAITING_FOR_PAYMENT, S.READY, S.SUBMITTED])


def at(hours: float, state: ParcelState) -> Notice:
    return NOON + timedelta(hours=hours), state


@given(STARTS, NOTICES, st.randoms(use_true_random=False), st.lists(st.integers(0, 11)))
def test_order_and_repeats_do_not_matter(
    start: ParcelState, notices: list[Notice], random: Random, again: list[int]
) -> None:
    heard = notices + [notices[i] for i in again if i < len(notices)]
    random.shuffle(heard)
    assert current_state(start, heard) is current_state(start, notices)


@given(STARTS, NOTICES)
def test_the_state_is_the_latest_heard_until_an_end_is(start: ParcelState, notices: list[Notice]) -> None:
    by_time = sorted(notices, key=lambda notice: (notice[0], list(ParcelState).index(notice[1])))
    ends = [state for _, state in by_time if state in FINAL]
    found = current_state(start, notices)
    if ends:
        assert found in REACHABLE[ends[0]]
    else:
        assert found is (by_time[-1][1] if by_time else start)


@given(st.sampled_from(sorted(FINAL, key=str)), NOTICES)
def test_an_end_is_left_only_for_what_happens_in_the_world(end: ParcelState, notices: list[Notice]) -> None:
    assert current_state(end, notices) in REACHABLE[end]


@pytest.mark.parametrize("state", ParcelState)
def test_permitted_moves(state: ParcelState) -> None:
    assert state.is_final is (state in FINAL)
    assert leaving(state) == (AFTER_AN_END[state] if state in FINAL else set(ParcelState))


@pytest.mark.parametrize(
    ("heard", "state"),
    [
        ([], S.SUBMITTED),
        ([at(1, S.PICKED_UP)], S.PICKED_UP),
        ([at(2, S.IN_TRANSIT), at(1, S.PICKED_UP)], S.IN_TRANSIT),
        # The carrier's clock, not ours: a van may pick up a parcel again after a failed delivery.
        ([at(1, S.DELIVERY_FAILED), at(2, S.OUT_FOR_DELIVERY)], S.OUT_FOR_DELIVERY),
        ([at(2, S.DELIVERY_FAILED), at(1, S.OUT_FOR_DELIVERY)], S.DELIVERY_FAILED),
        # At the same minute, the one further on.
        ([at(1, S.OUT_FOR_DELIVERY), at(1, S.DELIVERED)], S.DELIVERED),
        ([at(1, S.DELIVERED), at(1, S.OUT_FOR_DELIVERY), at(1, S.DELIVERY_FAILED)], S.DELIVERED),
        ([at(1, S.DELIVERED), at(1, S.RETURNED)], S.RETURNED),
        # After an end.
        ([at(1, S.DELIVERED), at(2, S.IN_TRANSIT)], S.DELIVERED),
        ([at(1, S.DELIVERED), at(2, S.LOST)], S.DELIVERED),
        ([at(1, S.DELIVERED), at(2, S.CANCELLED)], S.DELIVERED),
        ([at(1, S.DELIVERED), at(2, S.RETURNING), at(3, S.RETURNED)], S.RETURNED),
        ([at(1, S.RETURNED), at(2, S.DELIVERED)], S.RETURNED),
        ([at(1, S.CANCELLED), at(2, S.DELIVERED)], S.CANCELLED),
        ([at(1, S.LOST), at(2, S.IN_TRANSIT)], S.LOST),
        ([at(1, S.LOST), at(2, S.DELIVERED)], S.DELIVERED),
        ([at(1, S.LOST), at(2, S.DELIVERED), at(3, S.RETURNED)], S.RETURNED),
        # An end that is heard of late, but happened early.
        ([at(3, S.IN_TRANSIT), at(1, S.DELIVERED)], S.DELIVERED),
    ],
)
def test_histories(heard: list[Notice], state: ParcelState) -> None:
    assert current_state(S.SUBMITTED, heard) is state
    assert current_state(S.SUBMITTED, heard[::-1] * 2) is state


def test_the_same_moment_in_another_zone_is_the_same_moment() -> None:
    hanoi = timezone(timedelta(hours=7))
    heard = [(NOON, S.PICKED_UP), (NOON.astimezone(hanoi), S.IN_TRANSIT), (NOON.astimezone(hanoi), S.PICKED_UP)]
    assert current_state(S.SUBMITTED, heard) is S.IN_TRANSIT


def test_every_state_has_words_of_its_own() -> None:
    assert set(STATE_LABELS) == set(ParcelState)
    assert len(set(STATE_LABELS.values())) == len(ParcelState)


def test_ranks_follow_the_way_of_a_parcel() -> None:
    way = [S.WAITING_FOR_PAYMENT, S.READY, S.SUBMITTED, S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED]
    assert [state.rank for state in way] == sorted({state.rank for state in way})
