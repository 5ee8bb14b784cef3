"""The campaign before Tết, and what the whole market says meanwhile."""

from __future__ import annotations

from datetime import datetime

from cms.demo.stories import VIETNAM, SamplePromotion, SampleVoucher

# Tết is on 6 February 2027; the last parcels for it leave five days before.
TET = SamplePromotion(
    slug="cho-tet-xu-lang-2027",
    title="Chợ Tết Xứ Lạng 2027",
    summary="Quýt, cam, lạp xưởng, mật ong và hồi cho mâm cỗ Tết, hộ gói tận vườn, giao trước giao thừa.",
    organiser="Ban tổ chức mẫu, phỏng theo phiên chợ Tết tỉnh Lạng Sơn",
    starts_at=datetime(2027, 1, 8, 8, 0, tzinfo=VIETNAM),
    ends_at=datetime(2027, 2, 1, 12, 0, tzinfo=VIETNAM),
    rules=(
        "Áp dụng cho đơn đặt từ 8 giờ ngày 8/1/2027 đến 12 giờ ngày 1/2/2027 (25 tháng Chạp).",
        "Nhập mã CHOTETXULANG khi đặt hàng: giảm 20.000 ₫ cho đơn từ 300.000 ₫ hàng trong chương trình.",
        "Mỗi số điện thoại dùng mã một lần, 500 lượt đầu tiên.",
        "Được mở kiện kiểm hàng trước khi trả tiền.",
    ),
    products=(
        "sp-cam-duong-canh",
        "sp-lap-xuong",
        "sp-mat-ong",
        "sp-hoa-hoi-kho",
        "sp-mang-ot",
        "sp-tinh-bot-san-day",
    ),
    shops=("gh-vuon-cam-vu-lang", "gh-rung-hoi-nha-lieu", "gh-vuon-hong-nha-lanh"),
    communes=("06367", "06253", "06154"),
    voucher=SampleVoucher(code="CHOTETXULANG", amount=20_000, least=300_000, uses=500),
    picture="trang-chu",
    alt="Nhà sàn dưới núi đá, trước nhà bày na, quýt, hồng và hoa hồi",
    parts=(
        (
            "text",
            "<p>Hai mươi ba tháng Chạp cúng ông Công ông Táo, sáu hôm nữa là giao thừa. Phiên chợ này gom những thứ "
            "nhà "
            "nào cũng cần trước ngày ấy: quả bày mâm, lạp xưởng gác bếp, mật ong, và nắm hồi cho nồi nước dùng.</p>",
        ),
        ("heading", "Đặt trước khi nào"),
        (
            "facts",
            (
                "Ngày cuối để kịp Tết",
                (
                    ("Trong tỉnh Lạng Sơn", "đặt trước 12 giờ ngày 1/2/2027"),
                    ("Hà Nội và miền Bắc", "nên đặt trước ngày 30/1/2027"),
                    ("Miền Trung và miền Nam", "nên đặt trước ngày 26/1/2027"),
                ),
            ),
        ),
        ("product", "sp-cam-duong-canh"),
        ("product", "sp-lap-xuong"),
        ("shop", "gh-vuon-cam-vu-lang"),
        (
            "calendar",
            (
                "Thứ gì đúng vụ Tết",
                (
                    ("Cam đường canh Vũ Lăng", (1, 2, 12)),
                    ("Quýt vàng Bắc Sơn", (1, 2, 11, 12)),
                    ("Hồi vụ hai", (1, 12)),
                ),
            ),
        ),
    ),
)

BANNER = (
    "Chợ Tết Xứ Lạng 2027: từ 8 giờ ngày 8/1 đến trưa ngày 1/2",
    "/khuyen-mai/cho-tet-xu-lang-2027",
    datetime(2027, 1, 4, 8, 0, tzinfo=VIETNAM),
    TET.ends_at,
)

# An address, or the slug of one of the plain pages.
MENU = (
    ("Đặc sản", "/#dac-san"),
    ("Quýt vào vụ", "/khuyen-mai/quyt-vang-bac-son-vao-vu"),
    ("Chợ Tết", f"/khuyen-mai/{TET.slug}"),
    ("Gian hàng", "/#gian-hang"),
)
FOOTER = ("gioi-thieu", "dieu-khoan", "quyen-rieng-tu", "cach-xep-hang", "khieu-nai")
