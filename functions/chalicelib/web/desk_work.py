"""The desk, at work: parked callbacks replayed, counted for an order by two persons, or put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlencode

from chalice.app import Response
from market.refusals import Refused

from chalicelib.pages.desk_views import CallbackPage, Choice, Desk, ParkedPage, ParkedRow
from chalicelib.usecases.desk_asking import can_ask_sender
from chalicelib.usecases.desk_callbacks import (
    MOST,
    Filter,
    ParkedCallback,
    ShortNote,
    parked_callbacks,
    put_aside,
    read_callback,
    replay_all,
    replay_by_hand,
)
from chalicelib.usecases.desk_queues import open_statements
from chalicelib.usecases.proposals import NoSuchOrderToSettle, propose_settlement
from chalicelib.web import desk_words as words
from chalicelib.web.answers import STATUSES, page, see_other
from chalicelib.web.desk_access import DeskRoutes
from chalicelib.web.desk_refs import read_ref as read_ref
from chalicelib.web.desk_refs import write_ref as write_ref
from chalicelib.web.requests import query_of
from chalicelib.wiring import services

routes = DeskRoutes(__name__)
PARKED, PROPOSALS = "/van-hanh/treo", "/van-hanh/de-nghi"
_KINDS = {"": "Mọi thông báo", "tien": "Chỉ tiền đã đến"}
# So many rows make a page that a telephone still draws at once; the filter finds the others.
SHOWN = 200
_MONEY = "tien"
_AGES = {"": "Bao lâu cũng được", "1": "Hơn 1 giờ", "24": "Hơn 1 ngày", "168": "Hơn 7 ngày"}
_NOTICES = {
    "applied": "Đã áp dụng.",
    "parked": "Vẫn chưa áp dụng được, thông báo còn treo.",
    "pending": "Đang áp dụng, hãy xem lại sau ít phút.",
    "handled": "Đã ghi là xử lý tay.",
} | words.HEARD


@routes.look(PARKED)
def show_parked(desk: Desk) -> Response:
    query = query_of(routes.current_request)
    chosen = _chosen(query)
    everything = parked_callbacks(services().table, wanted=Filter())
    wanted = _filter(chosen)
    rows = [one for one in everything if wanted.takes(one)]
    view = ParkedPage(
        desk=desk,
        rows=tuple(_row(one) for one in rows[:SHOWN]),
        total=len(rows),
        is_more=len(everything) >= MOST,
        sources=_choices((one.source for one in everything), words.source, chosen["nguon"]),
        reasons=_choices((one.reason for one in everything), words.reason, chosen["ly_do"]),
        ages=tuple(Choice(value=value, label=label) for value, label in _AGES.items()),
        kinds=tuple(Choice(value=value, label=label) for value, label in _KINDS.items()),
        chosen=chosen,
        notice=_replayed(query.get("kq", "")),
    )
    return page(view)


@routes.act(f"{PARKED}/phat-lai")
def replay_listed(desk: Desk, form: dict[str, str]) -> Response:
    chosen = _chosen(form)
    tried, applied = replay_all(services().table, wanted=_filter(chosen), actor=desk.operator, now=services().now())
    return see_other(f"{PARKED}?{urlencode(chosen | {'kq': f'{tried}-{applied}'})}")


@routes.look(PARKED + "/{ref}")
def show_callback(desk: Desk, ref: str) -> Response:
    return show_again(desk, ref, notice=_NOTICES.get(query_of(routes.current_request).get("kq", ""), ""))


@routes.act(PARKED + "/{ref}/phat-lai")
def replay_one(desk: Desk, form: dict[str, str], ref: str) -> Response:
    source, event_id = read_ref(ref)
    state = replay_by_hand(
        services().table, source=source, event_id=event_id, actor=desk.operator, now=services().now()
    )
    return see_other(f"{PARKED}/{ref}?kq={state}")


@routes.act(PARKED + "/{ref}/ghep")
def propose(desk: Desk, form: dict[str, str], ref: str) -> Response:
    source, event_id = read_ref(ref)
    try:
        propose_settlement(
            services().table,
            source=source,
            event_id=event_id,
            typed_code=form.get("ma_don", ""),
            note=form.get("ly_do_ghep", ""),
            actor=desk.operator,
            now=services().now(),
        )
    except NoSuchOrderToSettle as wrong:
        return show_again(desk, ref, values=form, errors={"ma_don": wrong.sentence}, refused=wrong)
    except ShortNote as wrong:
        return show_again(desk, ref, values=form, errors={"ly_do_ghep": wrong.sentence}, refused=wrong)
    return see_other(f"{PROPOSALS}?kq=proposed")


@routes.act(PARKED + "/{ref}/da-xu-ly")
def handle(desk: Desk, form: dict[str, str], ref: str) -> Response:
    source, event_id = read_ref(ref)
    note = form.get("ly_do_xu_ly", "")
    try:
        put_aside(
            services().table, source=source, event_id=event_id, note=note, actor=desk.operator, now=services().now()
        )
    except ShortNote as wrong:
        return show_again(desk, ref, values=form, errors={"ly_do_xu_ly": wrong.sentence}, refused=wrong)
    return see_other(f"{PARKED}/{ref}?kq=handled")


def show_again(
    desk: Desk,
    ref: str,
    *,
    notice: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    """The page of one callback; after a refusal with what was typed, and what is wrong with it."""
    source, event_id = read_ref(ref)
    found = read_callback(services().table, source=source, event_id=event_id)
    is_free = found.waits and not found.proposal
    view = CallbackPage(
        desk=desk,
        ref=ref,
        source=words.source(found.source),
        reason=words.reason(found.reason),
        state="Đã xử lý tay" if found.is_handled else words.STATES.get(found.state, found.state),
        received_at=found.received_at,
        amount=found.amount,
        payload=found.payload,
        can_replay=is_free,
        can_settle=is_free and found.is_held,
        can_set_aside=is_free and not found.is_held,
        has_proposal=bool(found.proposal),
        can_ask=found.waits and can_ask_sender(found),
        is_bank=found.is_bank,
        statements=_open_statements() if is_free and found.is_bank else (),
        values=values or {},
        errors=errors or {},
        notice=notice,
    )
    return page(view, status=STATUSES[refused.cause] if refused else 200)


def _open_statements() -> tuple[Choice, ...]:
    return tuple(
        Choice(value=of.name, label=f"{words.source(of.carrier.value)} {of.number}, còn {of.open}")
        for of in open_statements(services().table)
    )


def _row(one: ParkedCallback) -> ParkedRow:
    return ParkedRow(
        ref=write_ref(one.source, one.event_id),
        source=words.source(one.source),
        reason=words.reason(one.reason),
        received_at=one.received_at,
        amount=one.amount,
        has_proposal=bool(one.proposal),
    )


def _chosen(fields: Mapping[str, str]) -> dict[str, str]:
    chosen = {name: fields.get(name, "")[:64] for name in ("nguon", "ly_do")}
    chosen["loai"] = _MONEY if fields.get("loai") == _MONEY else ""
    return chosen | {"tuoi": age if (age := fields.get("tuoi", "")) in _AGES else ""}


def _filter(chosen: Mapping[str, str]) -> Filter:
    age = timedelta(hours=int(chosen["tuoi"])) if chosen["tuoi"] else None
    before = services().now() - age if age else None
    return Filter(source=chosen["nguon"], reason=chosen["ly_do"], before=before, money=chosen["loai"] == _MONEY)


def _choices(names: Iterable[str], label: Callable[[str], str], chosen: str) -> tuple[Choice, ...]:
    found = sorted({*names, chosen} - {""})
    return (Choice(value="", label="Tất cả"), *(Choice(value=name, label=label(name)) for name in found))


def _replayed(said: str) -> str:
    tried, _, applied = said.partition("-")
    if not (tried.isascii() and tried.isdigit() and applied.isascii() and applied.isdigit()):
        return ""
    return f"Đã phát lại {int(tried)} thông báo, {int(applied)} được áp dụng, còn lại vẫn treo."
