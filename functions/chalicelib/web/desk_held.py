"""The desk, with held money in hand: sent back to its sender, or counted for a carrier's statement; and a callback
whose sender is asked once more."""

from __future__ import annotations

from chalice.app import Response
from market.refusals import InvalidInput

from chalicelib.pages.desk_views import Desk
from chalicelib.usecases.accepting import propose_payout
from chalicelib.usecases.desk_asking import ask_sender
from chalicelib.usecases.desk_callbacks import ShortNote
from chalicelib.usecases.sending_back import Payee, propose_return
from chalicelib.web.answers import see_other
from chalicelib.web.desk_access import DeskRoutes
from chalicelib.web.desk_acts import payments
from chalicelib.web.desk_refs import read_ref
from chalicelib.web.desk_work import PARKED, PROPOSALS, show_again
from chalicelib.wiring import services

routes = DeskRoutes(__name__)


@routes.act(PARKED + "/{ref}/gui-tra")
def send_back(desk: Desk, form: dict[str, str], ref: str) -> Response:
    source, event_id = read_ref(ref)
    payee = Payee(
        bank=form.get("ngan_hang", ""), account=form.get("so_tai_khoan", ""), holder=form.get("chu_tai_khoan", "")
    )
    try:
        propose_return(
            services().table,
            source=source,
            event_id=event_id,
            payee=payee,
            note=form.get("ly_do_tra", ""),
            actor=desk.operator,
            now=services().now(),
        )
    except InvalidInput as wrong:
        return show_again(desk, ref, values=form, errors=wrong.fields, refused=wrong)
    except ShortNote as wrong:
        return show_again(desk, ref, values=form, errors={"ly_do_tra": wrong.sentence}, refused=wrong)
    return see_other(f"{PROPOSALS}?kq=proposed")


@routes.act(PARKED + "/{ref}/bang-ke")
def count_for_statement(desk: Desk, form: dict[str, str], ref: str) -> Response:
    source, event_id = read_ref(ref)
    carrier, _, number = form.get("so_bang_ke", "").partition("#")
    try:
        propose_payout(
            services().table,
            source=source,
            event_id=event_id,
            carrier=carrier,
            number=number,
            note=form.get("ly_do_bang_ke", ""),
            actor=desk.operator,
            now=services().now(),
        )
    except InvalidInput as wrong:
        return show_again(desk, ref, values=form, errors=wrong.fields, refused=wrong)
    except ShortNote as wrong:
        return show_again(desk, ref, values=form, errors={"ly_do_bang_ke": wrong.sentence}, refused=wrong)
    return see_other(f"{PROPOSALS}?kq=proposed")


@routes.act(PARKED + "/{ref}/hoi")
def ask_its_sender(desk: Desk, form: dict[str, str], ref: str) -> Response:
    source, event_id = read_ref(ref)
    heard = ask_sender(
        services().table,
        source=source,
        event_id=event_id,
        carriers=services().carriers,
        payments=payments(),
        actor=desk.operator,
        now=services().now(),
    )
    return see_other(f"{PARKED}/{ref}?kq={heard.value}")
