"""The desk, to look at: what waits, orders found by what a caller reads out, the file of one, the log."""

from __future__ import annotations

from dataclasses import replace

from chalice.app import Response

from chalicelib.pages.desk_views import Desk, FoundPage, HomePage, LogPage, LogRow
from chalicelib.usecases.desk_log import Logged, latest_deeds
from chalicelib.usecases.desk_orders import find_orders, read_file, reveal
from chalicelib.usecases.desk_overview import overview, redrive_by_hand
from chalicelib.web import desk_words as words
from chalicelib.web.answers import page, see_other
from chalicelib.web.desk_access import HOME, DeskRoutes
from chalicelib.web.desk_acts import checked
from chalicelib.web.desk_building import file_page, found
from chalicelib.web.desk_refund_form import new_attempt
from chalicelib.web.desk_tiles import cause_rows, tiles
from chalicelib.web.requests import query_of
from chalicelib.wiring import services

routes = DeskRoutes(__name__)
LOG_ROWS = 200


@routes.look(HOME)
def show_home(desk: Desk) -> Response:
    seen = overview(services().table, now=services().now())
    return page(
        HomePage(desk=desk, tiles=tiles(seen), causes=cause_rows(seen), dead_letters=tuple(seen.dead_letters.items()))
    )


@routes.act("/van-hanh/tim")
def find(desk: Desk, form: dict[str, str]) -> Response:
    """One order found is opened; several are listed. By POST, so that no telephone number is in an address."""
    typed = form.get("q", "")[:64]
    orders = find_orders(services().table, typed=typed, tail_of=services().phone_tail)
    if len(orders) == 1:
        return see_other(f"/van-hanh/don/{orders[0].order.code}")
    return page(FoundPage(desk=desk, typed=typed, orders=tuple(found(stored) for stored in orders)))


@routes.look("/van-hanh/don/{code}")
def show_file(desk: Desk, code: str) -> Response:
    seen = read_file(services().table, code=checked(code))
    view = file_page(desk, seen, attempt=new_attempt(), now=services().now())
    return page(replace(view, notice=words.HEARD.get(query_of(routes.current_request).get("kq", ""), "")))


@routes.act("/van-hanh/don/{code}/hien")
def show_receiver(desk: Desk, form: dict[str, str], code: str) -> Response:
    seen = reveal(services().table, code=checked(code), actor=desk.operator, now=services().now())
    return page(file_page(desk, seen, attempt=new_attempt(), now=services().now(), is_shown=True))


@routes.act("/van-hanh/thu-chet")
def redrive(desk: Desk, form: dict[str, str]) -> Response:
    redrive_by_hand(services().table, queues=services().queues, actor=desk.operator, now=services().now())
    return see_other(HOME)


@routes.look("/van-hanh/nhat-ky")
def show_log(desk: Desk) -> Response:
    rows = tuple(_log_row(logged) for logged in latest_deeds(services().table, most=LOG_ROWS))
    return page(LogPage(desk=desk, rows=rows))


def _log_row(logged: Logged) -> LogRow:
    deed = logged.deed
    return LogRow(
        number=logged.number,
        at=logged.at,
        actor=deed.actor,
        what=words.action(deed.action),
        subject=deed.subject,
        before=deed.before,
        after=deed.after,
        note=deed.note,
    )
