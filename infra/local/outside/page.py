"""The page at ``/``: the bank's counter and the carriers' scanners, for a person who tries the shop in a browser."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from infra.local.outside.world import VIETNAM, Parcel, World

_NAMES = {"viettelpost": "Viettel Post", "vnpost": "Vietnam Post", "vietqr": "Ngân hàng"}
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
    ("viettelpost.create", "drop_after", "Viettel Post: tạo vận đơn rồi đứt mạng"),
    ("vnpost.create", "drop_after", "Vietnam Post: tạo vận đơn rồi đứt mạng"),
    ("vnpost.create", "status", "Vietnam Post: lỗi 500 khi tạo vận đơn"),
)
_STYLE = """
:root{font:16px/1.5 system-ui,sans-serif;color:#1d2a22;background:#f6f4ee}
body{max-width:60rem;margin:0 auto;padding:1rem}h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem}
section{background:#fff;border:1px solid #d8d4c8;border-radius:.5rem;padding:1rem;margin:.75rem 0}
form{display:inline-block;margin:.15rem .15rem 0 0}label{display:block;margin:.4rem 0}
input,select{font:inherit;padding:.4rem;border:1px solid #8b8778;border-radius:.3rem;width:100%;max-width:24rem}
button{font:inherit;min-height:2.75rem;padding:.4rem .8rem;border:1px solid #1f5c3a;border-radius:.3rem;
background:#1f5c3a;color:#fff;cursor:pointer}button.plain{background:#fff;color:#1f5c3a}
button:focus-visible,input:focus-visible{outline:3px solid #c9820b;outline-offset:2px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #e6e2d6}
.flash{border-left:.4rem solid #1f5c3a}.quiet{color:#5b5a50}
"""


def front_page(world: World) -> str:
    with world.lock:
        flash, world.flash = world.flash, ""
        parcels = sorted(world.parcels.values(), key=lambda p: p.made_at, reverse=True)
        transfers = world.transfers[-5:][::-1]
    said = f"<section class='flash' role='status'>{escape(flash)}</section>" if flash else ""
    shown = "".join(_parcel(p) for p in parcels) or "<p class='quiet'>Chưa có vận đơn nào.</p>"
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Thế giới bên ngoài</title><style>{_STYLE}</style></head><body><main>
<h1>Thế giới bên ngoài: ngân hàng và hãng vận chuyển</h1>
<p class="quiet">Trang này thay cho ngân hàng, Viettel Post và Vietnam Post khi chạy thử trên máy. Không có tiền thật và
không có bưu tá thật.</p>{said}
<h2>Ngân hàng</h2><section>{_bank(world, transfers)}</section>
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
<button>Chuyển khoản</button></form>
<p class="quiet">Vào tài khoản {escape(world.settings.account_number)}, {escape(world.settings.bank_name)}.</p>
{table}"""


def _transfer(notice: dict[str, Any]) -> str:
    amount = f"{notice['transferAmount']:,}".replace(",", ".")
    again = _button(f"/control/bank/transfers/{notice['id']}/replay", {}, "Báo lại", plain=True)
    return f"<tr><td>{notice['id']}</td><td>{amount} đ</td><td>{escape(notice['content'])}</td><td>{again}</td></tr>"


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
