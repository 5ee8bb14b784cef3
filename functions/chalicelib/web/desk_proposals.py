"""The desk, where two persons decide: what was proposed, seen with its sums, approved, rejected, or sent and noted."""

from __future__ import annotations

from chalice.app import Response
from market.codes import show_order_code
from market.refusals import Refused

from chalicelib.pages.desk_views import Desk, Fact, ProposalCard, ProposalsPage
from chalicelib.usecases.deciding import LINE, PAYOUT, RETURN, SETTLE, STATEMENT
from chalicelib.usecases.desk_refunds import refunds_for_a_person
from chalicelib.usecases.proposals import Pending, ProposalState, approve, pending, reject
from chalicelib.usecases.sending_back import give_up_return, mark_sent
from chalicelib.web import desk_words as words
from chalicelib.web.answers import page, see_other
from chalicelib.web.desk_access import DeskRoutes, refusal
from chalicelib.web.desk_building import refund_row
from chalicelib.web.desk_refs import write_ref
from chalicelib.web.requests import query_of
from chalicelib.wiring import services

routes = DeskRoutes(__name__)
PROPOSALS = "/van-hanh/de-nghi"
_NOTICES = {
    "proposed": "Đã gửi đề nghị. Một người vận hành khác phải duyệt.",
    "approved": "Đã duyệt. Hãy chuyển trả ở ngân hàng rồi ghi mã giao dịch vào đây.",
    "done": "Đã ghép tiền vào đơn.",
    "returned": "Đã ghi khoản tiền là đã gửi trả.",
    "paid_out": "Đã ghép tiền vào bảng kê.",
    "accepted": "Đã ghi chênh lệch vào sổ.",
    "failed": "Không ghép được: khoản tiền đã được tính cho nơi khác. Hãy xem nhật ký.",
    "held": "Khoản tiền vẫn được giữ lại, chờ người xử lý.",
    "rejected": "Đã đóng đề nghị, mọi thứ như cũ.",
    "transferred": "Đã ghi khoản hoàn là đã chuyển.",
}
_ENDED = {PAYOUT: "paid_out", LINE: "accepted", STATEMENT: "accepted"}


@routes.look(PROPOSALS)
def show_proposals(desk: Desk) -> Response:
    view = ProposalsPage(
        desk=desk,
        proposals=tuple(_card(desk, one) for one in pending(services().table)),
        refunds=tuple(refund_row(desk, of) for of in refunds_for_a_person(services().table)),
        notice=_NOTICES.get(query_of(routes.current_request).get("kq", ""), ""),
    )
    return page(view)


@routes.act(PROPOSALS + "/{id}/duyet")
def approve_proposal(desk: Desk, form: dict[str, str], id: str) -> Response:
    try:
        ended = approve(services().table, id=id, actor=desk.operator, now=services().now())
    except Refused as refused:
        return refusal(desk, refused, back=PROPOSALS)
    return see_other(f"{PROPOSALS}?kq={_ENDED.get(ended.kind, ended.state.value)}")


@routes.act(PROPOSALS + "/{id}/tu-choi")
def reject_proposal(desk: Desk, form: dict[str, str], id: str) -> Response:
    try:
        reject(services().table, id=id, note=form.get("ly_do", ""), actor=desk.operator, now=services().now())
    except Refused as refused:
        return refusal(desk, refused, back=PROPOSALS)
    return see_other(f"{PROPOSALS}?kq=rejected")


@routes.act(PROPOSALS + "/{id}/da-chuyen")
def note_sent(desk: Desk, form: dict[str, str], id: str) -> Response:
    """The money of an approved return has left the bank."""
    reference = form.get("ma_giao_dich", "")
    try:
        mark_sent(services().table, id=id, bank_reference=reference, actor=desk.operator, now=services().now())
    except Refused as refused:
        return refusal(desk, refused, back=PROPOSALS)
    return see_other(f"{PROPOSALS}?kq=returned")


@routes.act(PROPOSALS + "/{id}/khong-chuyen")
def note_not_sent(desk: Desk, form: dict[str, str], id: str) -> Response:
    """The bank could not send it: it is held again."""
    try:
        give_up_return(services().table, id=id, note=form.get("ly_do", ""), actor=desk.operator, now=services().now())
    except Refused as refused:
        return refusal(desk, refused, back=PROPOSALS)
    return see_other(f"{PROPOSALS}?kq=held")


def _card(desk: Desk, one: Pending) -> ProposalCard:
    proposal = one.proposal
    is_approved = proposal.state is ProposalState.APPROVED
    return ProposalCard(
        id=proposal.id,
        title=_title(one),
        facts=_facts(one),
        note=proposal.note,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        is_mine=proposal.proposed_by == desk.operator,
        is_approved=is_approved,
        is_to_send=is_approved and proposal.kind == RETURN,
    )


def _title(one: Pending) -> str:
    amount = one.amount if one.amount is not None else ""
    proposal = one.proposal
    if proposal.kind == SETTLE:
        return f"Ghép {amount} vào đơn {show_order_code(proposal.order_code)}"
    if proposal.kind == RETURN:
        return f"Gửi trả {amount} cho người đã chuyển"
    if proposal.kind == PAYOUT:
        return f"Ghép {amount} vào bảng kê {_statement(proposal.target)}"
    return f"Chấp nhận chênh lệch {amount}"


def _facts(one: Pending) -> tuple[Fact, ...]:
    """What the second person compares."""
    proposal, facts = one.proposal, []
    if proposal.order_code:
        path = f"/van-hanh/don/{proposal.order_code}"
        facts.append(Fact(name="Đơn", value=show_order_code(proposal.order_code), path=path))
    if one.order_total is not None:
        facts.append(Fact(name="Tổng của đơn", value=str(one.order_total)))
    if payee := proposal.payee:
        facts.append(Fact(name="Chuyển đến", value=f"{payee.bank}, {payee.account}, {payee.holder}"))
    if proposal.kind in (LINE, STATEMENT):
        kind = "dong" if proposal.kind == LINE else "bang-ke"
        path = f"/van-hanh/doi-soat/{kind}/{write_ref(*proposal.detail.split('#', 1))}"
        facts.append(Fact(name="Bảng kê", value=_statement(proposal.detail), path=path))
    else:
        path = f"/van-hanh/treo/{write_ref(proposal.subject, proposal.detail)}"
        facts.append(Fact(name="Thông báo", value=words.source(proposal.subject), path=path))
    return tuple(facts)


def _statement(name: str) -> str:
    carrier, _, rest = name.partition("#")
    number, _, line = rest.partition("#")
    waybill = line.partition("#")[0]
    return " ".join(part for part in (words.source(carrier), number, waybill) if part)
