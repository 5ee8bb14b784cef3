"""The desk's numbers: what waits, and where the list of it is."""

from __future__ import annotations

from urllib.parse import urlencode

from chalicelib.pages.desk_views import Cause, Tile
from chalicelib.usecases.desk_callbacks import MOST, counted_by_cause
from chalicelib.usecases.desk_overview import Overview
from chalicelib.usecases.desk_queues import households_waiting
from chalicelib.web import desk_words as words

PARKED, PROPOSALS, STATEMENTS, WORK = "/van-hanh/treo", "/van-hanh/de-nghi", "/van-hanh/doi-soat", "/van-hanh/viec"


def tiles(seen: Overview) -> tuple[Tile, ...]:
    """Each with its list, in red where somebody must look."""
    more = "hơn " if len(seen.parked) >= MOST else ""
    letters = sum(seen.dead_letters.values())
    households = households_waiting(list(seen.silent))
    off = seen.lines + seen.statements + seen.cash
    differing = f"{seen.lines} dòng, {seen.statements} bảng kê, {seen.cash} khoản thu hộ"
    queues = ", ".join(f"{queue}: {count}" for queue, count in seen.dead_letters.items())
    numbers = (
        ("Tiền chưa rõ của đơn nào", seen.unmatched, f"{seen.unmatched_sum}", f"{PARKED}?loai=tien", seen.unmatched),
        ("Thông báo treo", f"{more}{len(seen.parked)}", "chờ người xem", PARKED, len(seen.parked)),
        ("Chờ người thứ hai duyệt", seen.proposals, "tiền chuyển chỗ", PROPOSALS, seen.proposals),
        ("Hoàn tiền bằng tay", seen.refunds, f"{seen.refunds_sum}", PROPOSALS, seen.refunds),
        ("Đối soát bị lệch", off, differing, STATEMENTS, off),
        ("Kiện cần người xem", len(seen.parcels), ", ".join(seen.parcels[:3]), f"{WORK}/kien", len(seen.parcels)),
        ("Kiện im lặng", len(seen.silent), "không có tin quá 24 giờ", f"{WORK}/im-lang", len(seen.silent)),
        ("Hộ chờ người đến lấy hàng", households, "quá 24 giờ", f"{WORK}/im-lang", households),
        ("Vận đơn lạc", seen.strays, "chợ và bưu điện không khớp", f"{WORK}/lac", seen.strays),
        ("Thư chết", letters, queues or "mọi hàng đợi đều thông", f"{WORK}/thu-chet", letters),
        ("Tin chưa gửi đi", seen.unsent, "quá nửa phút", "/van-hanh", seen.unsent),
    )
    return tuple(
        Tile(label=label, value=str(value), hint=hint, path=path, calls=bool(calls))
        for label, value, hint, path, calls in numbers
    )


def cause_rows(seen: Overview) -> tuple[Cause, ...]:
    """Parked callbacks by sender and reason, the most first."""
    return tuple(
        Cause(
            source=words.source(source),
            reason=words.reason(reason),
            count=count,
            oldest_at=oldest,
            path=f"{PARKED}?{urlencode({'nguon': source, 'ly_do': reason})}",
        )
        for source, reason, count, oldest in counted_by_cause(seen.parked)
    )
