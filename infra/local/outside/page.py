"""The page at ``/``: the bank's counter and the carriers' scanners, for a person who tries the shop in a browser."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from infra.local.outside.gateways import NAMES as GATEWAYS
from infra.local.outside.gateways import RESULTS
from infra.local.outside.styles import STYLE
from infra.local.outside.world import VIETNAM, GatewayPayment, Parcel, World

_NAMES = {"viettelpost": "Viettel Post", "vnpost": "Vietnam Post", "vietqr": "Ngân hàng", **GATEWAYS}
_BUTTONS = (
    ("picked_up", "Lấy hàng"),
    ("in_transit", "Vận chuyển"),
    ("out_for_delivery", "Đang giao"),
    ("delivered", "Đã giao"),
    ("delivery_failed", "Giao thất bại"),
    ("returning", "Hoàn"),
    ("returned", "Đã hoàn"),
)
_REPLAYS = (("again", "Gửi lại sự kiện cũ"), ("reversed", "Gửi lại, đảo thứ tự"))
_FAULTS = (
    ("webhook.viettelpost", "duplicate", "Viettel Post: báo trùng lần tới"),
    ("webhook.vnpost", "duplicate", "Vietnam Post: báo trùng lần tới"),
    ("webhook.viettelpost", "reorder", "Viettel Post: đảo thứ tự hai lần báo tới"),
    ("webhook.vnpost", "reorder", "Vietnam Post: đảo thứ tự hai lần báo tới"),
    ("webhook.vietqr", "lose", "Ngân hàng: làm mất lần báo tới"),
    ("webhook.vnpay", "lose", "VNPay: làm mất lần báo tới"),
    ("viettelpost.create", "drop_after", "Viettel Post: tạo vận đơn rồi đứt mạng"),
    ("vnpost.create", "drop_after", "Vietnam Post: tạo vận đơn rồi đứt mạng"),
    ("vnpost.create", "status", "Vietnam Post: lỗi 500 khi tạo vận đơn"),
)


def front_page(world: World) -> str:
    with world.lock:
        flash, world.flash = world.flash, ""
        parcels = sorted(world.parcels.values(), key=lambda p: p.made_at, reverse=True)
        transfers = world.transfers[-5:][::-1]
        payments = list(world.payments.values())[-5:][::-1]
    said = f"<section class='flash' role='status'>{escape(flash)}</section>" if flash else ""
    shown = "".join(_parcel(p) for p in parcels) or "<p class='quiet'>Chưa có vận đơn nào.</p>"
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Thế giới bên ngoài</title><style>{STYLE}</style></head><body><main>
<h1>Thế giới bên ngoài: ngân hàng, cổng thanh toán và hãng vận chuyển</h1>
<p class="quiet">Trang này thay cho ngân hàng, cổng thanh toán, Viettel Post và Vietnam Post khi chạy thử trên máy.
Không có tiền thật và không có bưu tá thật.</p>{said}
<h2>Ngân hàng</h2><section>{_bank(world, transfers)}</section>
<h2>Cổng thanh toán</h2><section>{_gateways(payments)}</section>
<h2>Vận đơn</h2>{shown}
<h2>Sự cố</h2><section>{_faults()}</section>
<h2>Những lần báo về chợ</h2><section>{_log(world)}</section>
</main></body></html>"""


def _bank(world: World, transfers: list[dict[str, Any]]) -> str:
    rows = "".join(_transfer(t) for t in transfers)
    table = (
        f"<table><tr><th>Số</th><th>Số tiền</th><th>Nội dung</th><th>Báo lại</th></tr>{rows}</table>" if rows else ""
    )
    return f"""<form method="post" action="/control/bank/transfer" style="display:block">
<label>Số tiền (đồng) <input name="amount" inputmode="numeric" required></label>
<label>Nội dung chuyển khoản <input name="content" placeholder="LS7K3M2QA" autocomplete="off"></label>
<label>Bên báo về chợ <select name="source"><option value="sepay">SePay</option><option value="casso">Casso</option>
<option value="casso-v1">Casso v1</option>
<option value="payos">payOS</option><option value="sepay,casso">SePay và Casso</option></select></label>
<button>Chuyển khoản</button></form>
<p class="quiet">Vào tài khoản {escape(world.settings.account_number)}, {escape(world.settings.bank_name)}.</p>
{table}"""


def _transfer(notice: dict[str, Any]) -> str:
    amount = f"{notice['transferAmount']:,}".replace(",", ".")
    again = _button(f"/control/bank/transfers/{notice['id']}/replay", {}, "Báo lại", plain=True)
    return f"<tr><td>{notice['id']}</td><td>{amount} đ</td><td>{escape(notice['content'])}</td><td>{again}</td></tr>"


def _gateways(payments: list[GatewayPayment]) -> str:
    return "".join(_gateway(p) for p in payments) or "<p class='quiet'>Chưa có giao dịch nào.</p>"


def _gateway(payment: GatewayPayment) -> str:
    base = f"/control/gateways/{payment.gateway}/{payment.name}"
    names = {"": "đang chờ", "paid": "đã trả", "failed": "đã hủy"}
    amount = f"{payment.amount:,}".replace(",", ".")
    if payment.result:
        buttons = _button(f"{base}/replay", {}, "Báo lại", plain=True)
    else:
        texts = zip(RESULTS, ("Khách trả tiền", "Khách hủy"), strict=True)
        buttons = "".join(_button(f"{base}/end", {"result": result, "stay": "1"}, text) for result, text in texts)
    return (
        f"<p>{GATEWAYS[payment.gateway]} {escape(payment.name)} · {amount} đ · {names[payment.result]}<br>{buttons}</p>"
    )


def _parcel(parcel: Parcel) -> str:
    base = f"/control/parcels/{parcel.carrier}/{parcel.waybill}"
    steps = "".join(_button(f"{base}/advance", {"to": to}, text) for to, text in _BUTTONS)
    replays = "".join(_button(f"{base}/replay", {"order": o}, text, plain=True) for o, text in _REPLAYS)
    events = "".join(
        f"<tr><td>{datetime.fromisoformat(e.at):%d/%m/%Y %H:%M:%S}</td><td>{escape(e.code)}</td>"
        f"<td>{escape(e.text)}</td></tr>"
        for e in parcel.events
    )
    cod = f" · thu hộ {parcel.cod:,} đ".replace(",", ".") if parcel.cod else ""
    return f"""<section><h3>{_NAMES[parcel.carrier]} {escape(parcel.waybill)}</h3>
<p>Kiện {escape(parcel.reference)} · {parcel.weight_grams} g{cod}</p>
<table>{events}</table><p>{steps}<br>{replays}</p></section>"""


def _faults() -> str:
    return "".join(
        _button("/control/faults", {"target": target, "mode": mode}, text, plain=True) for target, mode, text in _FAULTS
    )


def _log(world: World) -> str:
    rows = "".join(
        f"<tr><td>{datetime.fromisoformat(a['at']).astimezone(VIETNAM):%H:%M:%S}</td><td>{_NAMES[a['vendor']]}</td>"
        f"<td>{escape(a['about'])}</td><td>lần {a['attempt']}</td><td>{escape(a['outcome'])}</td></tr>"
        for a in world.sender.log()[-15:][::-1]
    )
    return f"<table>{rows}</table>" if rows else "<p class='quiet'>Chưa báo lần nào.</p>"


def _button(action: str, fields: dict[str, str], text: str, *, plain: bool = False) -> str:
    hidden = "".join(f"<input type='hidden' name='{name}' value='{escape(value)}'>" for name, value in fields.items())
    kind = " class='plain'" if plain else ""
    return f"<form method='post' action='{action}'>{hidden}<button{kind}>{escape(text)}</button></form>"
