"""Households that are paid: an account approved by two, and the run of a week."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.usecases.payees import approve_account, propose_account
from chalicelib.usecases.payout_files import Written, write_files
from chalicelib.usecases.payouts import Outcome, make_payouts
from market.banks import PayeeAccount
from market.payouts import Period, last_period

from tests.functions.conftest import Shop

WHY = "hộ báo qua bưu điện xã"
ACCOUNTS = {
    "gh-ba-lan": PayeeAccount(bank_bin="970405", number="8400123456789", holder="HOANG THI LAN"),
    "gh-ong-nhat": PayeeAccount(bank_bin="970449", number="0201000777123", holder="NONG VAN MINH"),
}


def set_account(shop: Shop, shop_id: str, account: PayeeAccount | None = None) -> None:
    """Proposed by one, approved by another; its hold begins."""
    about = {"shop_id": shop_id, "seal": shop.services.payee_seal, "now": shop.now}
    propose_account(shop.table, **about, account=account or ACCOUNTS[shop_id], note=WHY, actor="lan")
    approve_account(shop.table, **about, actor="minh")


def week_later(shop: Shop) -> Period:
    """The first moment at which everything that was delivered until now can be paid, and the week that is paid then."""
    shop.now += timedelta(days=21)
    return last_period(shop.now)


def run(shop: Shop, period: Period | None = None, **options: bool) -> dict[str, tuple[str, int]]:
    done = make_payouts(shop.table, period=period or last_period(shop.now), now=shop.now, **options)
    return {one.shop_id: (one.outcome.value, int(one.amount)) for one in done if one.outcome is not Outcome.KNOWN}


def files(shop: Shop, period: Period | None = None) -> list[Written]:
    return write_files(
        shop.table,
        period=period or last_period(shop.now),
        bucket=shop.services.private_bucket,
        seal=shop.services.payee_seal,
        now=shop.now,
    )
