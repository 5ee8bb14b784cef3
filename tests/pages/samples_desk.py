"""The operator's desk in each of its states. Names, numbers and accounts are made up."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.pages import desk_views as desk
from chalicelib.pages.render import Shown
from market.money import Dong

from tests.pages.samples_desk_money import DESK, FORM, MONEY_PAGES, NIGHT

_CODE, _SHOWN = "LS7K3M2QS", "LS-7K3M-2QS"

_HOME = desk.HomePage(
    desk=DESK,
    tiles=(
        desk.Tile(label="Thông báo treo", value="12", hint="chờ người xem", path="/van-hanh/treo", calls=True),
        desk.Tile(label="Tiền chưa rõ của đơn nào", value="3", hint="1.240.000 ₫", path="/van-hanh/treo", calls=True),
        desk.Tile(label="Chờ người thứ hai duyệt", value="1", hint="ghép tiền", path="/van-hanh/de-nghi", calls=True),
        desk.Tile(label="Kiện cần người xem", value="0", hint="", path="/van-hanh", calls=False),
        desk.Tile(label="Thư chết", value="2", hint="dispatch-vnpost: 2", path="#thu-chet", calls=True),
    ),
    causes=(
        desk.Cause(
            source="Chuyển khoản ngân hàng",
            reason="Không có mã đơn",
            count=3,
            oldest_at=NIGHT,
            path="/van-hanh/treo?nguon=vietqr&ly_do=no_order_code",
        ),
        desk.Cause(
            source="Viettel Post",
            reason="Trạng thái chưa biết",
            count=9,
            oldest_at=NIGHT,
            path="/van-hanh/treo?nguon=viettelpost&ly_do=unknown_status",
        ),
    ),
    dead_letters=(("dispatch-vnpost", 2),),
)
_FOUND = desk.FoundPage(
    desk=DESK,
    typed="5678",
    orders=(
        desk.Found(
            code=_CODE,
            shown_code=_SHOWN,
            state="Chờ thanh toán",
            placed_at=NIGHT,
            total=Dong(717_500),
            receiver="Nguyễn T. H.",
            phone="09•• ••• 678",
        ),
    ),
)
_REFUND = desk.DeskRefund(
    id=f"{_CODE}/refund/desk-0123456789abcdef/1",
    code=_CODE,
    shown_code=_SHOWN,
    amount=Dong(20_000),
    state="Chờ chuyển khoản tay",
    reason="hàng dập, khách gửi ảnh trong ngày",
    requested_by="minh",
    can_approve=True,
    is_mine=False,
)
_FILE = desk.FilePage(
    desk=DESK,
    code=_CODE,
    shown_code=_SHOWN,
    state="Đã xác nhận",
    placed_at=NIGHT,
    payment="Chuyển khoản ngân hàng (VietQR)",
    sums=(
        ("Tổng của đơn", Dong(717_500)),
        ("Đã nhận", Dong(737_500)),
        ("Đã hoàn hoặc hứa hoàn", Dong(20_000)),
        ("Còn phải trả lại", Dong(0)),
    ),
    receiver=desk.Receiver(
        name="Nguyễn T. H.",
        phone="09•• ••• 678",
        address="1• T••• Đ••• N•••, Phường Kỳ Lừa, Tỉnh Lạng Sơn",
        note="•••",
        is_shown=False,
    ),
    parcels=(
        desk.DeskParcel(
            id=f"{_CODE}-1",
            shop_name="Vườn quýt nhà Páo",
            carrier="Viettel Post",
            waybill="1180923847561",
            state="Đang vận chuyển",
            total=Dong(402_500),
            problem="",
        ),
        desk.DeskParcel(
            id=f"{_CODE}-2",
            shop_name="Mật ong bạc hà Hữu Lũng",
            carrier="Vietnam Post",
            waybill="",
            state="Hộ đang chuẩn bị hàng",
            total=Dong(315_000),
            problem="vnpost: address refused",
            can_ask=True,
        ),
    ),
    timeline=(
        desk.Happening(at=NIGHT, actor="minh", what="Duyệt ghép tiền", detail="open → approved · đúng biên lai"),
        desk.Happening(at=NIGHT, actor="Chuyển khoản ngân hàng", what="Nhận tiền", detail="737.500 ₫"),
        desk.Happening(at=NIGHT, actor="người mua", what="Đặt hàng", detail="717.500 ₫"),
    ),
    refunds=(_REFUND,),
    can_cancel=True,
    can_ask_payment=True,
    refund=FORM,
    attempt="desk-0123456789abcdef",
)
_PARKED = desk.ParkedPage(
    desk=DESK,
    rows=(
        desk.ParkedRow(
            ref="dmlldHFyI3NlcGF5LzkyNzA0",
            source="Chuyển khoản ngân hàng",
            reason="Không có mã đơn",
            received_at=NIGHT,
            amount=Dong(717_500),
            has_proposal=True,
        ),
        desk.ParkedRow(
            ref="dmlldHRlbHBvc3QjMTIz",
            source="Viettel Post",
            reason="Trạng thái chưa biết",
            received_at=NIGHT,
            amount=None,
            has_proposal=False,
        ),
    ),
    total=2,
    is_more=False,
    sources=(desk.Choice(value="", label="Tất cả"), desk.Choice(value="vietqr", label="Chuyển khoản ngân hàng")),
    reasons=(desk.Choice(value="", label="Tất cả"), desk.Choice(value="no_order_code", label="Không có mã đơn")),
    ages=(desk.Choice(value="", label="Bao lâu cũng được"), desk.Choice(value="24", label="Hơn 1 ngày")),
    kinds=(desk.Choice(value="", label="Mọi thông báo"), desk.Choice(value="tien", label="Chỉ tiền đã đến")),
    chosen={"nguon": "", "ly_do": "", "loai": "", "tuoi": ""},
    notice="Đã phát lại 4 thông báo, 2 được áp dụng, còn lại vẫn treo.",
)
_CALLBACK = desk.CallbackPage(
    desk=DESK,
    ref="dmlldHFyI3NlcGF5LzkyNzA0",
    source="Chuyển khoản ngân hàng",
    reason="Không có mã đơn",
    state="Đang treo",
    received_at=NIGHT,
    amount=Dong(717_500),
    payload=(
        ("provider", "vietqr"),
        ("event_id", "sepay/92704"),
        ("payment_id", "•••345/REF.92704"),
        ("amount", "717500"),
        ("occurred_at", "2026-11-24T03:05:00+00:00"),
    ),
    can_replay=True,
    can_settle=True,
    can_set_aside=False,
    has_proposal=False,
    is_bank=True,
    statements=(desk.Choice(value="viettelpost#BK-0511", label="Viettel Post BK-0511, còn 166.000 ₫"),),
)
_PROPOSAL = desk.ProposalCard(
    id="0123456789abcdef",
    title="Ghép 717.500 ₫ vào đơn LS-7K3M-2QS",
    facts=(
        desk.Fact(name="Đơn", value=_SHOWN, path=f"/van-hanh/don/{_CODE}"),
        desk.Fact(name="Tổng của đơn", value="717.500 ₫"),
        desk.Fact(name="Thông báo", value="Chuyển khoản ngân hàng", path="/van-hanh/treo/dmlldHFyI3NlcGF5LzkyNzA0"),
    ),
    note="khách gửi ảnh biên lai, đúng số tiền và giờ",
    proposed_by="minh",
    proposed_at=NIGHT,
    is_mine=False,
    is_approved=False,
)
_RETURN = replace(
    _PROPOSAL,
    id="3",
    title="Gửi trả 70.000 ₫ cho người đã chuyển",
    facts=(
        desk.Fact(name="Chuyển đến", value="Agribank, 8400200012345, NGUYEN VAN AN"),
        desk.Fact(name="Thông báo", value="Chuyển khoản ngân hàng", path="/van-hanh/treo/dmlldHFyI3NlcGF5LzkyNzA0"),
    ),
    is_approved=True,
    is_to_send=True,
)
DESK_PAGES: dict[str, Shown] = {
    "desk-login": desk.LoginPage(),
    "desk-login-refused": desk.LoginPage(name="lan", problem="Tên, mật khẩu hoặc mã một lần chưa đúng."),
    "desk-home": _HOME,
    "desk-home-quiet": replace(_HOME, tiles=_HOME.tiles[3:4], causes=(), dead_letters=()),
    "desk-found": _FOUND,
    "desk-found-nothing": replace(_FOUND, orders=()),
    "desk-file": _FILE,
    "desk-file-shown": replace(
        _FILE,
        receiver=desk.Receiver(
            name="Nguyễn Thị Hoa",
            phone="0912 345 678",
            address="12 Trần Đăng Ninh, Phường Kỳ Lừa, Tỉnh Lạng Sơn",
            note="Gọi trước khi giao",
            is_shown=True,
        ),
        refunds=(),
        can_cancel=False,
        values={"kieu": "amount", "so_tien": "20k"},
        errors={"so_tien": "Hãy ghi số tiền, chỉ gồm chữ số."},
    ),
    "desk-parked": _PARKED,
    "desk-parked-none": replace(_PARKED, rows=(), total=0, notice=""),
    "desk-callback": _CALLBACK,
    "desk-callback-errors": replace(
        _CALLBACK,
        values={"ma_don": "LS-1", "ly_do_ghep": "ok"},
        errors={"ma_don": "Không có đơn hàng mang mã này. Hãy kiểm tra lại mã đơn."},
    ),
    "desk-callback-carrier": replace(
        _CALLBACK,
        can_ask=True,
        is_bank=False,
        statements=(),
        source="Viettel Post",
        reason="Trạng thái chưa biết",
        amount=None,
        can_settle=False,
        can_set_aside=True,
    ),
    "desk-proposals": desk.ProposalsPage(
        desk=DESK,
        proposals=(
            _PROPOSAL,
            replace(_PROPOSAL, id="1", proposed_by="lan", is_mine=True),
            replace(_PROPOSAL, id="2", is_approved=True),
            _RETURN,
            replace(_RETURN, id="4", proposed_by="lan", is_mine=True),
        ),
        refunds=(
            _REFUND,
            replace(_REFUND, requested_by="lan", is_mine=True),
            replace(_REFUND, state="Chưa rõ kết quả", can_approve=False, can_ask=True),
        ),
    ),
    "desk-callback-return-errors": replace(
        _CALLBACK,
        values={"ngan_hang": "Agribank", "so_tai_khoan": "x", "chu_tai_khoan": "NGUYEN VAN AN"},
        errors={"so_tai_khoan": "Số tài khoản gồm 4 đến 19 chữ số hoặc chữ cái."},
    ),
    "desk-callback-payout-errors": replace(
        _CALLBACK, errors={"so_bang_ke": "Chưa đọc bảng kê nào mang số này của hãng này. Hãy kiểm tra lại."}
    ),
    "desk-proposals-none": desk.ProposalsPage(desk=DESK, proposals=(), notice="Đã ghép tiền vào đơn."),
    "desk-log": desk.LogPage(
        desk=DESK,
        rows=(
            desk.LogRow(
                number=7,
                at=NIGHT,
                actor="minh",
                what="Duyệt ghép tiền",
                subject="vietqr#sepay/92704",
                before="open",
                after="approved",
                note="khách gửi ảnh biên lai, đúng số tiền và giờ",
            ),
            desk.LogRow(number=6, at=NIGHT, actor="lan", what="Đăng nhập", subject="lan", before="", after="", note=""),
        ),
    ),
    "desk-refusal": desk.RefusalPage(
        desk=DESK,
        status=403,
        title="Cần người thứ hai",
        sentence="Bạn là người đề nghị nên không được tự duyệt. Hãy nhờ một người vận hành khác xem và duyệt.",
        back="/van-hanh/de-nghi",
    ),
    **MONEY_PAGES,
}
