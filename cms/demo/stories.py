"""Two stories and a promotion. The people in them are invented; the land, the work and the figures are not.

A part is (kind, value): heading and text as written, quote as (words, who), image as (picture, alt, caption), product
and shop as their public ids, facts as (caption, ((label, value), …)), calendar as (caption, ((label, months), …)), map
as (caption, commune codes), action as (words, address).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Part = tuple[str, Any]


@dataclass(frozen=True, kw_only=True)
class SampleStory:
    slug: str
    title: str
    summary: str
    author: str
    picture: str
    alt: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class SampleVoucher:
    """``percent`` off the promotion's goods, at most ``most`` đồng, or ``amount`` đồng; from ``least`` đồng of them."""

    code: str
    percent: int = 0
    amount: int = 0
    most: int | None = None
    least: int
    uses: int


@dataclass(frozen=True, kw_only=True)
class SamplePromotion:
    slug: str
    title: str
    summary: str
    organiser: str
    starts_at: datetime
    ends_at: datetime
    rules: tuple[str, ...]
    products: tuple[str, ...]
    voucher: SampleVoucher
    picture: str
    alt: str
    parts: tuple[Part, ...]
    shops: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()


HOI = SampleStory(
    slug="nhung-nguoi-dan-ba-hai-hoi",
    title="Những người đàn bà hái hồi ở Văn Quan",
    summary="Tháng Tám, khi rừng hồi thơm nhất, các bà các chị ở Văn Quan lên đồi từ lúc sương chưa tan.",
    author="Ban biên tập Chợ Xứ Lạng",
    picture="hai-hoi-van-quan",
    alt="Hai người phụ nữ áo chàm đeo gùi hái quả trong rừng hồi",
    parts=(
        (
            "text",
            "<p>Năm giờ sáng, sương còn đọng trên lá, bà Liễu đã buộc xong chiếc khăn và khoác gùi lên vai. Từ nhà sàn "
            "ra đến rừng chỉ mươi phút, nhưng phải đi sớm: nắng lên, thân hồi khô giòn, trèo dễ gãy cành. Ở Văn "
            "Quan, hái hồi là việc của đàn bà. Đàn ông phát cỏ, gánh phân, còn trèo lên ngọn để bứt từng bông thì phải "
            "người nhẹ và khéo tay.</p>",
        ),
        ("heading", "Hái tay từng bông"),
        (
            "text",
            "<p>Cây hồi cao cả chục mét, thân thẳng, cành giòn. Người hái đứng trên chạc, một tay ôm thân, tay kia "
            "bứt quả thả vào túi vải đeo trước ngực. Không ai rung cây hay bẻ cành, vì hoa của vụ sau đã nằm "
            "sẵn bên quả của vụ này. Một người hái giỏi được chừng ba mươi cân quả tươi một ngày. Ba bốn cân tươi "
            "mới phơi được một cân khô.</p>",
        ),
        (
            "quote",
            (
                "Mẹ tôi dặn, tay bứt quả thì mắt phải nhìn nụ. Bứt nhầm một nụ là mất một bông của năm sau.",
                "bà Lương Thị Liễu, xã Văn Quan",
            ),
        ),
        (
            "image",
            ("rung-hoi", "Những hàng hồi thẳng tắp trên đồi Văn Quan", "Rừng hồi Văn Quan, hơn mười bốn nghìn héc-ta."),
        ),
        ("heading", "Ba ngày nắng"),
        (
            "text",
            "<p>Hồi tươi mang về trải kín sân gạch. Được ba ngày nắng to thì cánh nở đều, màu nâu đỏ, hạt bóng như "
            "đánh dầu. Gặp mưa phải hong trên gác bếp, thức canh lửa suốt đêm. Nhà bà Liễu không sấy diêm sinh: hồi "
            "sấy diêm sinh đỏ đẹp nhưng mùi gắt, để vài tháng là nhạt.</p><p>Lạng Sơn có 43.370 héc-ta hồi, riêng "
            "vùng Văn Quan trên mười bốn nghìn. Mỗi năm cả tỉnh thu từ bảy nghìn rưỡi đến mười sáu nghìn tấn hồi "
            "khô, phần lớn đi xuất khẩu. Từ năm 2007, hoa hồi Lạng Sơn được bảo hộ chỉ dẫn địa lý, và nay được "
            "bảo hộ cả ở châu Âu.</p>",
        ),
        ("product", "sp-hoa-hoi-kho"),
        ("heading", "Từ sân phơi đến nồi phở"),
        (
            "text",
            "<p>Trước đây thương lái vào tận sân, trả bao nhiêu bán bấy nhiêu. Hai năm nay con gái bà chụp ảnh từng mẻ "
            "hồi, đóng túi nửa cân, đưa lên gian hàng số. Bưu tá đến lấy hàng vào buổi chiều; ba hôm sau, túi hồi "
            "phơi ở Văn Quan đã nằm trong bếp một quán phở ở Hà Nội.</p><p>Mùa chính kết thúc vào tháng Chín. Rồi "
            "đến tháng Chạp, khi gió bấc về, rừng lại cho thêm một vụ nữa, ít quả hơn nhưng thơm đậm. Các bà các "
            "chị lại buộc khăn, khoác gùi, lên đồi từ lúc sương chưa tan.</p>",
        ),
        ("product", "sp-tinh-dau-hoi"),
    ),
)

NA = SampleStory(
    slug="na-tren-nui-da-chi-lang",
    title="Na mọc trên núi đá Chi Lăng",
    summary="Đất chỉ đủ lấp một hốc đá, nước phải gùi lên, vậy mà na ở lèn Chi Lăng ngọt hơn na ngoài bãi.",
    author="Ban biên tập Chợ Xứ Lạng",
    picture="na-tren-nui-da",
    alt="Vườn na xen đá dưới chân những ngọn núi đá vôi Chi Lăng",
    parts=(
        (
            "text",
            "<p>Đi tàu qua ải Chi Lăng, nhìn lên vách đá xám thấy những tán cây tròn bám lưng chừng trời: đó là na. "
            "Người Chi Lăng trồng na trên lèn đá đã mấy chục năm. Ban đầu chỉ vài gốc ở chân núi, rồi theo đá mà lên, "
            "có vườn cách mặt đường cả trăm mét.</p>",
        ),
        ("heading", "Đất trong hốc đá"),
        (
            "text",
            "<p>Mỗi gốc na nằm trong một hốc đá, đất phải gùi từ dưới lên mà lấp. Đá vôi giữ nhiệt ban ngày, toả ra "
            "ban đêm; mưa xuống thoát ngay, rễ không bao giờ úng. Cây khó nhọc nên quả nhỏ hơn na bãi, nhưng thịt dai, "
            "ít hạt, ngọt đậm. Bà Mến, người có hơn bốn trăm gốc ở thôn Quán Thanh, bảo cây na cũng như người "
            "miền đá: khổ thì mới ngọt.</p>",
        ),
        (
            "quote",
            (
                "Ngày xưa gùi na từ đỉnh xuống, vai sưng cả mùa. Giờ kéo ròng rọc, một lần được hai sọt, vừa "
                "nhanh vừa không dập.",
                "bà Hoàng Thị Mến, xã Chi Lăng",
            ),
        ),
        ("product", "sp-na-chi-lang"),
        ("heading", "Sợi cáp qua thung"),
        (
            "text",
            "<p>Khoảng mười năm trước, người trong thôn rủ nhau căng cáp từ đỉnh lèn xuống đường. Sọt na móc vào ròng "
            "rọc, trượt qua thung chưa đầy một phút. Nhờ sợi cáp ấy, quả na chín cây xuống đến đường còn nguyên "
            "lớp phấn. Phân bón, nước tưới cũng theo cáp mà đi lên.</p><p>Na thụ phấn bằng tay. Từ tháng Tư, sáng "
            "sớm, người trồng lấy phấn hoa chấm từng bông, nên quả tròn, đều, gai nở. Mỗi cây chỉ để vài chục "
            "quả, còn lại tỉa hết.</p>",
        ),
        ("image", ("vuon-na", "Vườn na sai quả dưới chân núi đá", "Vườn na ở chân lèn, cuối tháng Tám.")),
        ("heading", "Ba ngày để đến tay người ăn"),
        (
            "text",
            "<p>Na hái lúc mở gai, kẽ gai chuyển trắng hồng, sau hai ba ngày thì chín. Vì vậy gian hàng của bà Mến chỉ "
            "gửi đi các tỉnh miền Bắc: xa hơn, quả chín giữa đường. Bà xếp lá tươi lót hộp, mỗi quả một lưới xốp, ghi "
            "ngày hái lên nắp.</p><p>Năm 2025, vùng na Chi Lăng có khoảng 4.900 héc-ta, thu ba mươi lăm nghìn tấn, "
            "trị giá hơn một nghìn rưỡi tỷ đồng; hơn chín trăm héc-ta đạt VietGAP. Từ năm 2020, quả na ở đây có "
            "tem và mã số vùng trồng. Nhưng với người trong thôn, cách nhận ra na nhà vẫn như cũ: bẻ đôi quả na, "
            "thịt dính vào vỏ, không rời ra nước.</p>",
        ),
        ("product", "sp-na-chi-lang-qua-to"),
    ),
)

STORIES = (HOI, NA)
STORY_SENTENCE = (
    "<p><i>Nhân vật trong bài là nhân vật mẫu; đất, mùa và số liệu theo báo chí đã dẫn ở trang sản phẩm.</i></p>"
)

QUYT = SamplePromotion(
    slug="quyt-vang-bac-son-vao-vu",
    title="Quýt vàng Bắc Sơn vào vụ",
    summary="Từ giữa tháng 11 đến hết năm 2026: quýt cắt buổi sáng, bưu tá lấy buổi chiều, đến Hà Nội sau một hai "
    "ngày.",
    organiser="Ban tổ chức mẫu, phỏng theo tuần hàng nông sản tỉnh Lạng Sơn",
    starts_at=datetime(2026, 11, 15, 8, 0, tzinfo=VIETNAM),
    ends_at=datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM),
    rules=(
        "Áp dụng cho đơn đặt từ 8 giờ ngày 15/11/2026 đến hết ngày 31/12/2026.",
        "Giá trên trang là giá bán tại vườn, chưa gồm cước gửi.",
        "Quýt dập, hỏng: chụp ảnh gửi trong 24 giờ sau khi nhận, hộ gửi bù hoặc hoàn tiền.",
        "Được mở kiện kiểm hàng trước khi trả tiền.",
    ),
    voucher=SampleVoucher(code="QUYTBACSON", percent=10, most=30_000, least=100_000, uses=200),
    products=("sp-quyt-bac-son", "sp-quyt-bac-son-hop-5kg", "sp-cam-duong-canh"),
    shops=("gh-vuon-quyt-nha-duong",),
    communes=("06325",),
    picture="mua-quyt",
    alt="Người hái quýt trong thung lũng Bắc Sơn, trước mặt là đống quýt vàng",
    parts=(
        (
            "text",
            "<p>Sương xuống là quýt Bắc Sơn vàng vỏ. Cả vùng có 1.400 héc-ta quýt, trồng trong những thung đá kín gió, "
            "nên vỏ mỏng, tép mọng và mùi thơm không lẫn vào đâu được. Vụ quýt kéo từ tháng 11 đến sau Tết, ngon nhất "
            "là những ngày giáp năm mới.</p>",
        ),
        ("product", "sp-quyt-bac-son-hop-5kg"),
        ("heading", "Chọn và giữ quýt"),
        (
            "text",
            "<ul><li>Quả cầm nặng tay, vỏ căng, núm lõm là quả mọng.</li><li>Để nơi thoáng, không chất đống, ăn "
            "được mười ngày.</li><li>Vỏ quýt rửa sạch phơi khô, để dành làm trần bì.</li></ul>",
        ),
    ),
)

HOME_TAGLINE = "Nông sản thật của hộ nông dân Lạng Sơn, bưu tá lấy tận vườn."
HOTLINE = "0205 000 000"
LEGAL_LINES = (
    "Chợ Xứ Lạng: bản trình bày, mọi gian hàng và hộ là dữ liệu mẫu.",
    "Đơn vị vận hành (mẫu): Trung tâm Xúc tiến nông sản Xứ Lạng, phường Kỳ Lừa, tỉnh Lạng Sơn.",
    "Người đại diện (mẫu): ông Nguyễn Văn Mẫu. Thư điện tử: hotro@choxulang.example",
)
