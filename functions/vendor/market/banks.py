"""Banks of Vietnam, and the file by which one of them pays many accounts at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from market.money import Dong
from market.refusals import InvalidInput
from market.text import fold

# BIN (NAPAS 247) and short name, as in npm's vietnam-qr-pay (domain research §1a); the usual ones of a household first.
BANKS: Mapping[str, str] = {
    "970405": "Agribank",
    "970449": "LPBank",
    "970415": "VietinBank",
    "970436": "Vietcombank",
    "970418": "BIDV",
    "970422": "MB",
    "970407": "Techcombank",
    "970416": "ACB",
    "970432": "VPBank",
    "970423": "TPBank",
    "970403": "Sacombank",
    "970437": "HDBank",
    "970443": "SHB",
    "970441": "VIB",
    "970426": "MSB",
    "970448": "OCB",
    "970440": "SeABank",
    "970429": "SCB",
    "970431": "Eximbank",
    "970412": "PVcomBank",
    "970425": "ABBank",
    "970409": "BacABank",
    "970419": "NCB",
    "970428": "NamABank",
    "970452": "KienlongBank",
    "970454": "BVBank",
    "970427": "VietABank",
    "970433": "VietBank",
    "970430": "PGBank",
    "970424": "Shinhan",
    "970438": "BaoViet",
    "970446": "Co-opBank",
    "970406": "Vikki",
    "970414": "MBV",
    "970408": "GPBank",
}
COLUMNS = ("STT", "SO TAI KHOAN", "TEN NGUOI THU HUONG", "MA NGAN HANG", "NGAN HANG", "SO TIEN", "NOI DUNG")
_NUMBER = re.compile(r"[0-9]{6,19}")
_SEPARATORS = re.compile(r"[\s.\-]+")
_HOLDER = re.compile(r"[A-Z]+(?: [A-Z]+)*")
MOST_HOLDER = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeAccount:
    """Where a household's money goes. ``holder`` as banks print it: capitals without marks."""

    bank_bin: str
    number: str
    holder: str

    @property
    def bank(self) -> str:
        return BANKS[self.bank_bin]

    @property
    def masked(self) -> str:
        """For everybody who need not know it.

        >>> PayeeAccount(bank_bin="970405", number="8400123456789", holder="HOANG THI LAN").masked
        'Agribank ••••789'
        """
        return f"{self.bank} ••••{self.number[-3:]}"


def read_account(*, bank_bin: str, number: str, holder: str) -> PayeeAccount:
    """An account as a person typed it, with marks and spaces. Raises :class:`InvalidInput` naming the fields
    ``ngan_hang``, ``so_tai_khoan`` and ``chu_tai_khoan``."""
    digits = _SEPARATORS.sub("", number)
    name = " ".join(fold(holder).upper().split())
    wrong = {}
    if bank_bin not in BANKS:
        wrong["ngan_hang"] = "Hãy chọn ngân hàng trong danh sách."
    if not _NUMBER.fullmatch(digits):
        wrong["so_tai_khoan"] = "Số tài khoản gồm 6 đến 19 chữ số."
    if not _HOLDER.fullmatch(name) or len(name) > MOST_HOLDER:
        wrong["chu_tai_khoan"] = "Hãy ghi tên chủ tài khoản, chỉ gồm chữ cái."
    if wrong:
        raise InvalidInput(wrong)
    return PayeeAccount(bank_bin=bank_bin, number=digits, holder=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    account: PayeeAccount
    amount: Dong
    memo: str


def transfer_file(transfers: Iterable[Transfer]) -> bytes:
    """CSV for a bank's bulk transfers: ASCII, one line for each, amounts as plain digits. The same transfers make the
    same bytes. No cell can be a formula: each begins with a letter or a digit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for place, one in enumerate(transfers, start=1):
        account = one.account
        cells = (account.number, account.holder, account.bank_bin, account.bank, int(one.amount), one.memo)
        writer.writerow((place, *cells))
    return out.getvalue().encode("ascii")
