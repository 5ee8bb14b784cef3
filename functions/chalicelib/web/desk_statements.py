"""The desk, comparing: lines that differ, payouts that are not what was promised, cash without a statement."""

from __future__ import annotations

from collections.abc import Mapping

from chalice.app import Response
from market.money import ZERO
from market.orders import order_code_of
from market.refusals import Refused

from chalicelib.pages.desk_views import CashRow, Desk, DifferencePage, LineRow, StatementRow, StatementsPage
from chalicelib.usecases.accepting import (
    NoSuchLine,
    NoSuchStatement,
    cash_off,
    note_line,
    propose_line,
    propose_statement,
    read_line,
    read_statement_total,
)
from chalicelib.usecases.desk_callbacks import NoSuchCallback, ShortNote
from chalicelib.usecases.desk_queues import differing_lines, is_late, late_cash, open_statements
from chalicelib.web import desk_words as words
from chalicelib.web.answers import STATUSES, page, see_other
from chalicelib.web.desk_access import DeskRoutes
from chalicelib.web.desk_refs import read_ref, write_ref
from chalicelib.web.requests import query_of
from chalicelib.wiring import services

routes = DeskRoutes(__name__)
STATEMENTS, PROPOSALS = "/van-hanh/doi-soat", "/van-hanh/de-nghi"
LINE, STATEMENT = f"{STATEMENTS}/dong", f"{STATEMENTS}/bang-ke"
_NOTICES = {"noted": "Đã ghi. Dòng này không còn là việc đang chờ."}


@routes.look(STATEMENTS)
def show_statements(desk: Desk) -> Response:
    table, now = services().table, services().now()
    view = StatementsPage(
        desk=desk,
        lines=tuple(
            LineRow(
                path=f"{LINE}/{_ref(stored.name)}",
                carrier=words.source(stored.line.carrier.value),
                waybill=stored.line.waybill,
                cause=words.reason(stored.reason),
                since=stored.since,
                amount=stored.line.collected,
                is_proposed=bool(stored.proposal),
            )
            for stored in differing_lines(table)
        ),
        statements=tuple(
            StatementRow(
                path=f"{STATEMENT}/{_ref(of.name)}",
                carrier=words.source(of.carrier.value),
                number=of.number,
                since=of.since,
                promised=of.promised,
                received=of.received,
                open=of.open,
                is_proposed=bool(of.proposal),
                calls=is_late(of, now=now),
            )
            for of in open_statements(table)
        ),
        cash=tuple(
            CashRow(parcel_id=one.id, path=f"/van-hanh/don/{one.order_code}", since=one.since, amount=one.amount)
            for one in late_cash(table, now=now)
            if one.since and one.amount is not None
        ),
        notice=_NOTICES.get(query_of(routes.current_request).get("kq", ""), ""),
    )
    return page(view)


@routes.look(LINE + "/{ref}")
def show_line(desk: Desk, ref: str) -> Response:
    return page(_line(desk, ref))


@routes.act(LINE + "/{ref}")
def settle_line(desk: Desk, form: dict[str, str], ref: str) -> Response:
    """A line that moves no money is noted; for one that does, another operator is asked."""
    name, table = _name(ref, NoSuchLine()), services().table
    told = {"name": name, "note": form.get("ly_do", ""), "actor": desk.operator}
    try:
        if cash_off(table, read_line(table, name=name)):
            propose_line(table, **told, now=services().now())
            return see_other(f"{PROPOSALS}?kq=proposed")
        note_line(table, **told, now=services().now())
    except ShortNote as wrong:
        view = _line(desk, ref, values=form, errors={"ly_do": wrong.sentence})
        return page(view, status=STATUSES[wrong.cause])
    return see_other(f"{STATEMENTS}?kq=noted")


@routes.look(STATEMENT + "/{ref}")
def show_statement(desk: Desk, ref: str) -> Response:
    return page(_statement(desk, ref))


@routes.act(STATEMENT + "/{ref}")
def accept_statement(desk: Desk, form: dict[str, str], ref: str) -> Response:
    name, note = _name(ref, NoSuchStatement()), form.get("ly_do", "")
    try:
        propose_statement(services().table, name=name, note=note, actor=desk.operator, now=services().now())
    except ShortNote as wrong:
        view = _statement(desk, ref, values=form, errors={"ly_do": wrong.sentence})
        return page(view, status=STATUSES[wrong.cause])
    return see_other(f"{PROPOSALS}?kq=proposed")


def _line(
    desk: Desk, ref: str, values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> DifferencePage:
    stored = read_line(services().table, name=_name(ref, NoSuchLine()))
    line, off = stored.line, cash_off(services().table, stored)
    return DifferencePage(
        desk=desk,
        path=f"{LINE}/{ref}",
        title=words.reason(stored.reason) or "Dòng đã khớp",
        lead=f"{words.source(line.carrier.value)}, bảng kê {line.statement}",
        facts=(
            ("Vận đơn", line.waybill),
            ("Kiện", line.reference or stored.parcel_id),
            ("Kết cục theo bảng kê", words.parcel_state(line.state.value)),
            ("Bưu điện thu hộ", str(line.collected)),
            ("Bưu điện giữ lại (cước)", str(line.fee)),
            ("Trạng thái", "Đã ghi sổ" if stored.outcome == "applied" else "Chưa ghi sổ"),
        ),
        difference=off,
        explained=_explained_line(off.amount),
        needs_two=bool(off),
        can_act=stored.differs and not stored.proposal,
        is_proposed=bool(stored.proposal),
        order_path=f"/van-hanh/don/{order_code_of(stored.parcel_id)}" if stored.parcel_id else "",
        values=values or {},
        errors=errors or {},
    )


def _statement(
    desk: Desk, ref: str, values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> DifferencePage:
    of = read_statement_total(services().table, name=_name(ref, NoSuchStatement()))
    return DifferencePage(
        desk=desk,
        path=f"{STATEMENT}/{ref}",
        title=f"Bảng kê {of.number}",
        lead=f"{words.source(of.carrier.value)}, {of.lines} dòng đã ghi sổ",
        facts=(
            ("Hứa trả", str(of.promised)),
            ("Đã về tài khoản", str(of.received)),
            ("Chênh lệch đã chấp nhận", str(of.accepted)),
        ),
        difference=of.open,
        explained=_explained_statement(of.open.amount),
        needs_two=True,
        can_act=of.open != ZERO and not of.proposal,
        is_proposed=bool(of.proposal),
        values=values or {},
        errors=errors or {},
    )


def _explained_line(off: int) -> str:
    if not off:
        return ""
    return "Bưu điện còn thiếu số này so với sổ." if off > 0 else "Bưu điện kê thừa số này so với sổ."


def _explained_statement(off: int) -> str:
    if not off:
        return "Bảng kê này đã đủ tiền."
    return "Số này chưa về tài khoản." if off > 0 else "Số này về thừa so với bảng kê."


def _ref(name: str) -> str:
    return write_ref(*name.split("#", 1))


def _name(ref: str, unknown: Refused) -> str:
    try:
        return "#".join(read_ref(ref))
    except NoSuchCallback:
        raise unknown from None
