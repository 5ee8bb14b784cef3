"""The account that a household is paid to: changed by two persons, told to the household, and not paid for some days.

Whoever takes over one operator's account cannot send a household's money elsewhere, and whoever deceives two operators
has to wait while the household hears of it (fault J4).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from market.banks import PayeeAccount
from market.calendar import local_day, local_time
from market.catalogue import Kind
from market.payouts import HOLD_DAYS, days_on
from market.refusals import Cause, Refused

from chalicelib.store import catalogue, payees
from chalicelib.store.payees import Change as Change
from chalicelib.store.payees import Current as Current
from chalicelib.store.payees import Notice as Notice
from chalicelib.store.payees import Seal
from chalicelib.store.table import Table
from chalicelib.usecases.desk_callbacks import read_reason
from chalicelib.usecases.desk_log import Deed, record


class NoSuchShop(Refused):
    code = "payee.no_such_shop"
    cause = Cause.NOT_FOUND
    sentence = "Không có gian hàng mang mã này."


class ChangeWaits(Refused):
    code = "payee.change_waits"
    sentence = "Gian hàng này đã có một đề nghị đổi tài khoản chờ duyệt. Hãy duyệt hoặc từ chối đề nghị đó trước."


class NoChange(Refused):
    code = "payee.no_change"
    cause = Cause.NOT_FOUND
    sentence = "Không có đề nghị đổi tài khoản nào chờ duyệt cho gian hàng này."


class OwnChange(Refused):
    code = "payee.own_change"
    cause = Cause.FORBIDDEN
    sentence = "Người đề nghị đổi tài khoản không được tự duyệt. Hãy nhờ người khác duyệt."


class AlreadyTold(Refused):
    code = "payee.already_told"
    sentence = "Đã có người báo cho hộ rồi."


def propose_account(
    table: Table, *, shop_id: str, account: PayeeAccount, note: str, actor: str, seal: Seal, now: datetime
) -> Change:
    """Propose where a household's money shall go; nothing changes yet. The log has the account masked.

    Raises :class:`NoSuchShop`, :class:`ChangeWaits` or ``ShortNote``."""
    why = read_reason(note)
    if catalogue.get(table, Kind.SHOP, shop_id) is None:
        raise NoSuchShop
    current = payees.current(table, shop_id)
    change = Change(
        shop_id=shop_id,
        id=secrets.token_hex(8),
        version=(current.version if current else 0) + 1,
        account=account,
        note=why,
        proposed_by=actor,
        proposed_at=now,
    )
    deed = Deed(
        actor=actor,
        action="payee.proposed",
        subject=shop_id,
        before=masked(table, shop_id=shop_id, seal=seal),
        after=account.masked,
        note=why,
    )
    record(table, deed, payees.propose(table, change, seal, otherwise=ChangeWaits()), now=now)
    return change


def approve_account(table: Table, *, shop_id: str, actor: str, seal: Seal, now: datetime) -> Current:
    """Approve what another proposed. Nothing is paid to it before its hold is over, and a notice for the household is
    written with it. Raises :class:`NoChange` or :class:`OwnChange`."""
    change = _waiting(table, shop_id, seal)
    if change.proposed_by == actor:
        raise OwnChange
    usable_from = now + timedelta(days=days_on(HOLD_DAYS, local_day(now)).days)
    deed = Deed(
        actor=actor,
        action="payee.approved",
        subject=shop_id,
        before=masked(table, shop_id=shop_id, seal=seal),
        after=change.account.masked,
        note=change.note,
    )
    record(
        table,
        deed,
        payees.drop(table, change, otherwise=NoChange()),
        *payees.adopt(table, change, seal, usable_from=usable_from, otherwise=NoChange()),
        payees.tell(table, _notice(change, usable_from, now)),
        now=now,
    )
    return Current(version=change.version, usable_from=usable_from)


def reject_account(table: Table, *, shop_id: str, note: str, actor: str, seal: Seal, now: datetime) -> None:
    """Leave the account as it is; the proposer may take the proposal back so. Raises :class:`NoChange`."""
    change, why = _waiting(table, shop_id, seal), read_reason(note)
    deed = Deed(actor=actor, action="payee.rejected", subject=shop_id, after=change.account.masked, note=why)
    record(table, deed, payees.drop(table, change, otherwise=NoChange()), now=now)


def masked(table: Table, *, shop_id: str, seal: Seal) -> str:
    """The account as everybody may see it, empty for none."""
    current = payees.current(table, shop_id)
    return payees.account(table, shop_id, current.version, seal).masked if current else ""


def waiting_changes(table: Table, *, seal: Seal) -> list[Change]:
    """Those for a second person, oldest first."""
    found = (payees.change(table, shop_id, seal) for shop_id in payees.waiting(table))
    return [change for change in found if change]


def untold_notices(table: Table) -> list[Notice]:
    """What households have not heard yet."""
    return payees.untold(table)


def tell_household(table: Table, *, notice: Notice, actor: str, now: datetime) -> None:
    """Note that the household was told. Raises :class:`AlreadyTold`."""
    deed = Deed(actor=actor, action="household.told", subject=notice.shop_id, after=notice.name)
    record(table, deed, payees.told(table, notice, by=actor, otherwise=AlreadyTold()), now=now)


def _waiting(table: Table, shop_id: str, seal: Seal) -> Change:
    change = payees.change(table, shop_id, seal)
    if change is None:
        raise NoChange
    return change


def _notice(change: Change, usable_from: datetime, now: datetime) -> Notice:
    since = local_time(usable_from).strftime("%H:%M ngày %d/%m/%Y")
    sentence = (
        f"Tài khoản nhận tiền của gian hàng vừa đổi thành {change.account.masked}. Từ {since} chợ mới chuyển tiền vào "
        "tài khoản này. Nếu không phải bà con yêu cầu, hãy gọi tổng đài ngay."
    )
    return Notice(shop_id=change.shop_id, name=f"payee-{change.version}", at=now.isoformat(), sentence=sentence)
