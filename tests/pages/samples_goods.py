"""The goods and shops of the sample pages. People and shops are made up; facts follow the province's own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.pages import views
from market.catalogue import (
    Badge,
    Banner,
    CarrierName,
    Kind,
    MenuLink,
    Picture,
    ProductBody,
    ShipPolicy,
    ShopRef,
    Teaser,
)
from market.money import Dong
from market.stock import StockLevel

TODAY = date(2026, 11, 24)
CHROME = views.Chrome(
    hotline="0205 381 2345",
    zalo="https://zalo.me/choxulang",
    legal_lines=(
        "Chợ Xứ Lạng, đơn vị vận hành (mẫu): Trung tâm Xúc tiến thương mại Lạng Sơn.",
        "Phường Lương Văn Tri, tỉnh Lạng Sơn. Mã số thuế 4900000000.",
        "Khiếu nại: gọi đường dây nóng, trả lời trong 24 giờ.",
    ),
    is_demo=True,
    origin="https://cho.example.vn",
    menu=(
        MenuLink(label="Đặc sản", path="/#dac-san"),
        MenuLink(label="Đang mùa", path="/#dang-mua"),
        MenuLink(label="Khuyến mại Tết", path="/khuyen-mai/tet-xu-lang"),
        MenuLink(label="Gian hàng", path="/#gian-hang"),
    ),
    footer=(
        MenuLink(label="Chợ Xứ Lạng là gì", path="/gioi-thieu"),
        MenuLink(label="Chợ xếp hàng hoá thế nào", path="/cach-xep-hang"),
        MenuLink(label="Quyền riêng tư", path="/quyen-rieng-tu"),
        MenuLink(label="Khiếu nại", path="tel:02053812345"),
    ),
    banner=Banner(
        text="Bưu tá nghỉ từ 28 Tết, hàng tươi nhận đơn đến hết 25 Tết",
        path="/khuyen-mai/tet-xu-lang",
        valid_from=datetime(2026, 11, 20, 17, 0, tzinfo=UTC),
        valid_until=datetime(2027, 2, 2, 16, 59, tzinfo=UTC),
    ),
    banner_shows=True,
)


def picture(name: str, alt: str, width: int = 1200, height: int = 900, focus: tuple[int, ...] = (50, 50)) -> Picture:
    return Picture(
        src=f"/anh/{name}-1200.webp",
        width=width,
        height=height,
        alt=alt,
        thumb_src=f"/anh/{name}-480.webp",
        thumb_width=480,
        thumb_height=480 * height // width,
        avif_src=f"/anh/{name}-1200.avif",
        share_src=f"/anh/{name}-1200.jpg",
        focus=focus,
    )


def _shop(id: str, name: str, household: str, commune: tuple[str, str], carrier: CarrierName) -> ShopRef:
    return ShopRef(
        id=id,
        name=name,
        path=f"/gian-hang/{id}",
        household_name=household,
        commune_code=commune[0],
        commune_name=commune[1],
        carrier=carrier,
    )


PAO = _shop(
    "vuon-quyt-nha-pao", "Vườn quýt nhà Páo", "Hộ ông Hoàng Văn Páo", ("06325", "Xã Bắc Sơn"), CarrierName.VIETTELPOST
)
LANH = _shop("hoi-nha-lanh", "Hồi nhà bà Lành", "Hộ bà Lương Thị Lành", ("06253", "Xã Văn Quan"), CarrierName.VNPOST)

OCOP = Badge(
    kind="ocop",
    label="OCOP 4 sao",
    number="2865/QĐ-UBND",
    issuer="UBND tỉnh Lạng Sơn",
    valid_from=date(2025, 12, 31),
    valid_until=date(2028, 12, 30),
)
ORIGIN = Badge(
    kind="gi",
    label="Chỉ dẫn địa lý Lạng Sơn",
    number="00011",
    issuer="Cục Sở hữu trí tuệ",
    valid_from=date(2007, 2, 15),
)
VIETGAP = Badge(
    kind="vietgap",
    label="VietGAP",
    number="112/CN-TĐC-TT-20-0012",
    issuer="Công ty TĐC",
    valid_from=date(2025, 3, 1),
    valid_until=date(2028, 2, 29),
)

MANDARIN = ProductBody(
    name="Quýt vàng Bắc Sơn",
    summary="Quýt núi đá, vỏ mỏng, ngọt thanh, nhiều nước. Hái sáng sớm, gửi trong ngày.",
    specialty="Quýt vàng Bắc Sơn",
    unit="hộp 5 kg",
    price=Dong(190_000),
    weight_grams=5_600,
    net_grams=5_000,
    harvest_months=(11, 12, 1, 2),
    ship_policy=ShipPolicy.ANYWHERE,
    shop=PAO,
    pictures=(
        picture("quyt", "Rổ quýt vàng vừa hái, lá còn xanh"),
        picture("nui", "Thung lũng Bắc Sơn lúc sáng sớm"),
    ),
    badges=(OCOP, VIETGAP),
    description_html=(
        "<p>Quýt trồng trong các <b>lũng đá vôi</b> ở Bắc Sơn, ngày nắng đêm lạnh nên vỏ vàng óng và ruột ngọt đậm.</p>"
        "<ul><li>Một hộp khoảng 45–55 quả.</li><li>Để nơi thoáng mát được 10–12 ngày.</li></ul>"
    ),
    price_note="Giá tại vườn, chưa gồm phí giao.",
    sources=("Báo Lạng Sơn, 11/2025", "fair.vnexpress.net"),
    own_raw_produce=True,
    is_sample=True,
)
ANISE = replace(
    MANDARIN,
    name="Hoa hồi khô Văn Quan",
    summary="Hồi đại cánh đều, phơi nắng, thơm nồng; nấu phở, kho thịt, ngâm rượu.",
    specialty="Hoa hồi",
    unit="gói 200 g",
    price=Dong(45_000),
    weight_grams=250,
    net_grams=200,
    harvest_months=(7, 8, 9, 12, 1),
    shop=LANH,
    pictures=(picture("hoi", "Những bông hồi tám cánh phơi trên nong"),),
    badges=(ORIGIN,),
    price_note="",
)
HONEY = replace(
    MANDARIN,
    name="Mật ong rừng hoa bạc hà",
    summary="Mật ong nuôi thả ven rừng, lọc thô, đóng chai thủy tinh.",
    specialty="Mật ong",
    unit="chai 500 ml",
    price=Dong(165_000),
    weight_grams=950,
    net_grams=0,
    harvest_months=(),
    pictures=(picture("mat-ong", "Chai mật ong bên tổ ong"),),
    badges=(),
    price_note="",
)
PERSIMMON = replace(
    MANDARIN,
    name="Hồng vành khuyên Văn Lãng",
    summary="Hồng ngâm giòn, ngọt mát, không hạt; ngâm bốn ngày trước khi gửi.",
    specialty="Hồng vành khuyên",
    unit="kg",
    price=Dong(38_000),
    weight_grams=1_150,
    net_grams=1_000,
    harvest_months=(9, 10),
    ship_policy=ShipPolicy.NORTH_ONLY,
    shop=LANH,
    pictures=(picture("hong", "Hồng vành khuyên bày trên lá chuối"),),
    badges=(),
    price_note="",
)
GRASS = replace(
    HONEY,
    name="Thạch đen khô Tràng Định (cây thạch phơi đã chọn sạch cuống)",
    summary="Cây thạch đen phơi khô, nấu được hơn 10 lít thạch mỗi kg.",
    unit="kg",
    price=Dong(95_000),
    net_grams=1_000,
    pictures=(),
    harvest_months=(7, 8, 9, 10),
    shop=LANH,
)
PRODUCTS = {"p-quyt": MANDARIN, "p-hoi": ANISE, "p-mat-ong": HONEY, "p-hong": PERSIMMON, "p-thach": GRASS}
PATHS = {id: f"/san-pham/{id.removeprefix('p-')}" for id in PRODUCTS}


def card(id: str, stock: StockLevel = StockLevel.PLENTY) -> views.ProductCard:
    product = PRODUCTS[id]
    per_kg = Dong(product.price.amount * 1_000 // product.net_grams) if product.net_grams not in (0, 1_000) else None
    return views.ProductCard(
        id=id,
        name=product.name,
        path=PATHS[id],
        price=product.price,
        unit=product.unit,
        price_per_kg=per_kg,
        picture=product.pictures[0] if product.pictures else None,
        shop_name=product.shop.name,
        commune_name=product.shop.commune_name,
        stock=stock,
        in_season=TODAY.month in product.harvest_months,
        badges=product.badges,
    )


CARDS = {
    "p-quyt": card("p-quyt"),
    "p-hoi": card("p-hoi", StockLevel.FEW),
    "p-mat-ong": card("p-mat-ong"),
    "p-hong": card("p-hong", StockLevel.NONE),
    "p-thach": card("p-thach"),
}
SHOPS = tuple(
    views.ShopCard(
        name=shop.name,
        path=shop.path,
        household_name=shop.household_name,
        commune_name=shop.commune_name,
        picture=shop_picture,
    )
    for shop, shop_picture in ((PAO, picture("vuon", "Ông Páo trong vườn quýt")), (LANH, None))
)
TEASERS = (
    views.TeaserCard(
        phase="running",
        teaser=Teaser(
            kind=Kind.PROMOTION,
            title="Tuần quýt Bắc Sơn",
            summary="Đầu vụ, các hộ giảm giá hộp 5 kg và gửi thêm lá chanh rừng.",
            path="/khuyen-mai/tuan-quyt",
            picture=picture("quyt", "Rổ quýt vàng"),
            valid_until=datetime(2026, 12, 6, 16, 59, tzinfo=UTC),
        ),
    ),
    views.TeaserCard(
        teaser=Teaser(
            kind=Kind.STORY,
            title="Mùa hồi thứ hai ở Văn Quan",
            summary="Tháng mười hai, cả bản lại thơm mùi hồi phơi.",
            path="/cau-chuyen/mua-hoi-thu-hai",
            picture=picture("hoi", "Hồi phơi trên nong"),
        )
    ),
)
SPECIALTIES = (
    views.TeaserCard(
        in_season=True,
        teaser=Teaser(
            kind=Kind.SPECIALTY,
            title="Quýt vàng Bắc Sơn",
            summary="Quýt núi đá, vàng óng, ngọt thanh, có từ tháng mười một.",
            path="/dac-san/quyt-vang-bac-son",
            picture=picture("quyt", "Quýt vàng trên cành", focus=(30, 20)),
            months=(11, 12, 1),
        ),
    ),
    views.TeaserCard(
        teaser=Teaser(
            kind=Kind.SPECIALTY,
            title="Na Chi Lăng",
            summary="Na dai trên núi đá, mắt to, thịt dày.",
            path="/dac-san/na-chi-lang",
            months=(7, 8, 9),
        )
    ),
    views.TeaserCard(
        teaser=Teaser(
            kind=Kind.SPECIALTY,
            title="Thạch đen Tràng Định",
            summary="Cây thạch phơi khô, nấu quanh năm.",
            path="/dac-san/thach-den",
            picture=picture("hoi", "Cây thạch phơi khô"),
        )
    ),
)
