"""Every page in every state worth looking at, with believable goods: for golden files, axe, and the gallery.

People and shops are made up. Facts of products follow the province's own figures.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.pages import views
from market.cart import CartLine, Offer, Quote, quote
from market.catalogue import (
    Badge,
    Block,
    CarrierName,
    Document,
    Kind,
    Picture,
    ProductBody,
    PromotionBody,
    ShipPolicy,
    ShopBody,
    ShopRef,
    StoryBody,
    Teaser,
)
from market.money import Dong
from market.places import communes_of, provinces
from market.shipping import Zone
from market.stock import Stock, StockLevel
from tests.pages.samples_orders import orders

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
)


def picture(name: str, alt: str, width: int = 1200, height: int = 900) -> Picture:
    return Picture(
        src=f"/anh/{name}-1200.webp",
        width=width,
        height=height,
        alt=alt,
        thumb_src=f"/anh/{name}-480.webp",
        thumb_width=480,
        thumb_height=480 * height // width,
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
    Teaser(
        kind=Kind.PROMOTION,
        title="Tuần quýt Bắc Sơn",
        summary="Đầu vụ, các hộ giảm giá hộp 5 kg và gửi thêm lá chanh rừng.",
        path="/khuyen-mai/tuan-quyt",
        picture=picture("quyt", "Rổ quýt vàng"),
        valid_until=datetime(2026, 12, 6, 16, 59, tzinfo=UTC),
    ),
    Teaser(
        kind=Kind.STORY,
        title="Mùa hồi thứ hai ở Văn Quan",
        summary="Tháng mười hai, cả bản lại thơm mùi hồi phơi.",
        path="/cau-chuyen/mua-hoi-thu-hai",
        picture=picture("hoi", "Hồi phơi trên nong"),
    ),
)

HOME = views.HomePage(
    chrome=CHROME,
    title="Hàng vườn Xứ Lạng, mua thẳng từ hộ",
    tagline="Quýt, hồi, na, hồng, mật ong: hộ nông dân hái và gói, bưu tá giao tận cửa, bạn kiểm hàng rồi mới trả tiền.",
    picture=picture("nui", "Thung lũng Bắc Sơn giữa những dãy núi đá vôi"),
    month=11,
    in_season=(CARDS["p-quyt"], CARDS["p-hoi"]),
    other=(CARDS["p-mat-ong"], CARDS["p-thach"], CARDS["p-hong"]),
    shops=SHOPS,
    teasers=TEASERS,
)

PRODUCT = views.ProductPage(
    chrome=CHROME,
    document=Document(kind=Kind.PRODUCT, id="p-quyt", revision=7, path=PATHS["p-quyt"], body=MANDARIN),
    card=CARDS["p-quyt"],
    fees=(
        views.FeeExample(
            place="Trong tỉnh Lạng Sơn", fee=Dong(38_000), earliest_days=2, latest_days=3, is_served=True
        ),
        views.FeeExample(place="Hà Nội, miền Bắc", fee=Dong(56_000), earliest_days=3, latest_days=4, is_served=True),
        views.FeeExample(place="Miền Trung, miền Nam", fee=Dong(84_000), earliest_days=4, latest_days=6, is_served=True),
    ),
    more=(CARDS["p-mat-ong"],),
    today=TODAY,
)
SOLD_OUT = replace(
    PRODUCT,
    document=replace(PRODUCT.document, id="p-hong", path=PATHS["p-hong"], body=PERSIMMON),
    card=CARDS["p-hong"],
    fees=(*PRODUCT.fees[:2], replace(PRODUCT.fees[2], is_served=False)),
    more=(),
)
BARE = replace(
    PRODUCT,
    document=replace(
        PRODUCT.document,
        id="p-thach",
        path=PATHS["p-thach"],
        body=replace(GRASS, description_html="", sources=(), harvest_months=(), is_sample=False),
    ),
    card=CARDS["p-thach"],
    fees=(),
    more=(),
)

SHOP = views.ShopPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.SHOP,
        id=PAO.id,
        revision=3,
        path=PAO.path,
        body=ShopBody(
            name=PAO.name,
            household_name=PAO.household_name,
            hamlet="Thôn Nà Riềng",
            commune_code=PAO.commune_code,
            commune_name=PAO.commune_name,
            carrier=PAO.carrier,
            onboarded_by="Viettel Post Lạng Sơn",
            verified_at=date(2026, 3, 12),
            intro_html="<p>Nhà tôi trồng quýt từ năm 1998, nay có hơn 300 gốc trong lũng đá. "
            "Quýt hái tay, không phun thuốc trước khi hái 30 ngày.</p>",
            picture=picture("vuon", "Ông Páo trong vườn quýt"),
            is_sample=True,
        ),
    ),
    products=(CARDS["p-quyt"], CARDS["p-mat-ong"]),
)
EMPTY_SHOP = replace(
    SHOP,
    document=replace(
        SHOP.document,
        body=replace(SHOP.document.body, picture=None, hamlet="", verified_at=None, intro_html="", is_sample=False),
    ),
    products=(),
)

STORY = views.StoryPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.STORY,
        id="mua-hoi",
        revision=2,
        path="/cau-chuyen/mua-hoi-thu-hai",
        body=StoryBody(
            title="Mùa hồi thứ hai ở Văn Quan",
            summary="Tháng mười hai, cả bản lại thơm mùi hồi phơi.",
            author="Nông Thị Hạnh",
            published_at=datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
            picture=picture("nui", "Sương trên những đồi hồi"),
            blocks=(
                Block(
                    kind="text",
                    html="<p>Từ đầu dốc đã nghe mùi hồi. Bà Lành cào nong hồi cho đều nắng, vừa làm vừa kể.</p>",
                ),
                Block(kind="heading", text="Một cây hồi, hai mùa hoa"),
                Block(
                    kind="text",
                    html="<p>Vụ chính từ <i>tháng bảy</i> đến tháng chín; vụ tứ quý nhỏ hơn, nhưng cánh dày và thơm.</p>",
                ),
                Block(
                    kind="image",
                    text="Hồi phơi ba nắng thì đổi sang màu nâu đỏ.",
                    picture=picture("hoi", "Những bông hồi tám cánh trên nong"),
                ),
                Block(
                    kind="quote",
                    text="Hồi nhà tôi không sấy lò, chỉ phơi nắng. Lâu hơn, nhưng mùi ở lại.",
                    attribution="Bà Lương Thị Lành, Xã Văn Quan",
                ),
                Block(kind="product", product_id="p-hoi"),
                Block(kind="product", product_id="p-da-go"),
            ),
            is_sample=True,
        ),
    ),
    products=CARDS,
)

RUNNING = views.PromotionPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.PROMOTION,
        id="tuan-quyt",
        revision=4,
        path="/khuyen-mai/tuan-quyt",
        valid_from=datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
        valid_until=datetime(2026, 12, 6, 16, 59, tzinfo=UTC),
        body=PromotionBody(
            title="Tuần quýt Bắc Sơn",
            summary="Đầu vụ, các hộ giảm giá hộp 5 kg và gửi thêm lá chanh rừng.",
            organiser="Sở Công Thương Lạng Sơn",
            picture=picture("quyt", "Rổ quýt vàng vừa hái"),
            rules=(
                "Giá đã giảm ghi sẵn trên từng sản phẩm.",
                "Mỗi đơn mua tối đa 10 hộp.",
                "Áp dụng cho đơn đặt trong thời gian trên, giao toàn quốc.",
            ),
            blocks=(Block(kind="text", html="<p>Quýt đầu vụ vỏ còn phớt xanh nhưng đã ngọt.</p>"),),
            product_ids=("p-quyt", "p-mat-ong", "p-da-go"),
            is_sample=True,
        ),
    ),
    products=CARDS,
    phase="running",
)

PROVINCES = provinces()
_OFFERS = {
    id: Offer(
        product=product,
        stock=Stock(product_id=id, revision=1, on_sale=True, available=2 if id == "p-hoi" else 40, reserved=0, sold=3),
        path=PATHS[id],
    )
    for id, product in PRODUCTS.items()
}


def _quote(lines: tuple[tuple[str, int, int], ...], zone: Zone = Zone.NORTH, province: str = "01") -> Quote:
    return quote(
        [CartLine(product_id=id, quantity=count, seen_price=Dong(seen)) for id, count, seen in lines],
        _OFFERS,
        province_code=province,
        zone=zone,
        today=TODAY,
    )


CART = views.CartPage(
    chrome=CHROME,
    quote=_quote((("p-quyt", 2, 190_000), ("p-mat-ong", 1, 165_000), ("p-hoi", 1, 45_000))),
    provinces=PROVINCES,
    notices=("Đã thêm Hoa hồi khô Văn Quan vào giỏ.",),
)
TROUBLED_CART = replace(
    CART,
    quote=_quote(
        (("p-quyt", 6, 175_000), ("p-hoi", 3, 45_000), ("p-hong", 1, 38_000), ("p-da-go", 1, 20_000)), Zone.FAR, "79"
    ),
    notices=(),
)

OPTIONS = (
    views.PaymentOption(
        name="cod",
        label="Trả tiền khi nhận hàng",
        hint="Kiểm hàng trước, trả tiền mặt cho bưu tá.",
        button=f"Đặt hàng – trả {CART.quote.total} khi nhận",
    ),
    views.PaymentOption(
        name="vietqr",
        label="Chuyển khoản VietQR",
        hint="Quét mã bằng ứng dụng của mọi ngân hàng.",
        button=f"Đặt hàng – chuyển khoản {CART.quote.total}",
    ),
    views.PaymentOption(
        name="stripe",
        label="Thẻ Visa, Mastercard",
        hint="Trả ngay ở bước sau.",
        button=f"Đặt hàng – trả {CART.quote.total} bằng thẻ",
    ),
)
CHECKOUT = views.CheckoutPage(
    chrome=CHROME,
    quote=CART.quote,
    provinces=PROVINCES,
    communes=communes_of("01"),
    options=OPTIONS,
    values={"tinh": "01"},
    errors={},
    seen="da-xem-717500",
    key="0b6c9a0e-7f4e-4f6e-9a51-0a5f6f1f2c11",
)
FIRST_VISIT = replace(CHECKOUT, communes=(), values={})
WITH_ERRORS = replace(
    CHECKOUT,
    values={
        "ho_ten": "Nguyễn Thị Ngọc Ánh",
        "so_dien_thoai": "912 345",
        "tinh": "01",
        "dia_chi": "",
        "ghi_chu": "Giao giờ hành chính",
        "thanh_toan": "vietqr",
    },
    errors={
        "so_dien_thoai": "Số điện thoại cần 10 số, bắt đầu bằng 0.",
        "xa": "Hãy chọn xã, phường nơi nhận.",
        "dia_chi": "Hãy ghi số nhà, đường hoặc thôn bản.",
    },
    changes=("Quýt vàng Bắc Sơn: giá đổi từ 185.000 ₫ thành 190.000 ₫.",),
)

PAGES: dict[str, views.View] = {
    "home": HOME,
    "home-bare": replace(HOME, picture=None, in_season=(), other=(), shops=(), teasers=()),
    "product": PRODUCT,
    "product-sold-out": SOLD_OUT,
    "product-bare": BARE,
    "shop": SHOP,
    "shop-empty": EMPTY_SHOP,
    "story": STORY,
    "promotion": RUNNING,
    "promotion-upcoming": replace(RUNNING, phase="upcoming"),
    "promotion-ended": replace(RUNNING, phase="ended"),
    "gone": views.GonePage(chrome=CHROME, products=(CARDS["p-quyt"], CARDS["p-hoi"])),
    "gone-bare": views.GonePage(chrome=replace(CHROME, is_demo=False), products=()),
    "cart": CART,
    "cart-troubled": TROUBLED_CART,
    "cart-empty": replace(CART, quote=_quote(()), notices=()),
    "checkout": CHECKOUT,
    "checkout-first-visit": FIRST_VISIT,
    "checkout-errors": WITH_ERRORS,
    "checkout-troubled": replace(CHECKOUT, quote=TROUBLED_CART.quote),
    **orders(CHROME),
    "lookup": views.LookupPage(chrome=CHROME),
    "lookup-errors": views.LookupPage(
        chrome=CHROME,
        values={"ma_don": "LS-1234", "so_dien_thoai": "0912345678"},
        errors={"ma_don": "Không tìm thấy đơn với mã và số điện thoại này. Hãy xem lại cả hai."},
    ),
    "error-404": views.ErrorPage(
        chrome=CHROME, status=404, title="Không có trang này", sentence="Địa chỉ có thể đã gõ sai, hoặc trang đã đổi chỗ."
    ),
    "error-500": views.ErrorPage(
        chrome=CHROME,
        status=500,
        title="Chợ đang trục trặc",
        sentence="Lỗi ở phía chợ, không phải ở bạn. Giỏ hàng vẫn còn. Hãy thử lại sau ít phút.",
        correlation_id="b7c1f0d2",
    ),
}


def card_page(script_url: str) -> views.OrderPage:
    """The page with the card form, its script coming from ``script_url``."""
    page = PAGES["order-card"]
    assert isinstance(page, views.OrderPage)
    assert page.card
    return replace(page, card=replace(page.card, script_url=script_url))


def checkout_for(province: str) -> views.CheckoutPage:
    """The checkout as the server would draw it for another province: other communes, another fee."""
    zone = Zone.PROVINCE if province == "20" else Zone.NORTH
    lines = (("p-quyt", 2, 190_000), ("p-mat-ong", 1, 165_000), ("p-hoi", 1, 45_000))
    return replace(
        CHECKOUT,
        quote=_quote(lines, zone, province),
        communes=communes_of(province),
        values={"tinh": province},
        seen=f"da-xem-{province}",
        key="another-key-that-the-page-does-not-take-over",
    )
