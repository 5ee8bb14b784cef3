"""Five specialties with what is known of them; every figure has its source on the page."""

from __future__ import annotations

from dataclasses import dataclass

from cms.demo.goods import HOI_GI, NA_MARK, QUYT_MARK
from cms.demo.samples import SampleBadge
from cms.demo.stories import Part

Months = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SampleSpecialty:
    """``seasons``: (label, months); ``goods``: the group of its products; ``chosen``: public ids that stand first."""

    slug: str
    title: str
    summary: str
    goods: str
    picture: str
    alt: str
    seasons: tuple[tuple[str, Months], ...]
    communes: tuple[str, ...]
    choosing: str
    keeping: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    badges: tuple[SampleBadge, ...] = ()
    found: tuple[str, str] = ("", "")


NA = SampleSpecialty(
    slug="na-chi-lang",
    title="Na Chi Lăng",
    summary="Na dai trồng trên lèn đá vôi, thịt dai, ít hạt, ngọt đậm; hái khi vừa mở gai, đến tay người ăn sau hai ba "
    "ngày.",
    goods="Na Chi Lăng",
    picture="na-tren-nui-da",
    alt="Vườn na xen đá dưới chân những ngọn núi đá vôi Chi Lăng",
    seasons=(("Na chính vụ", (8, 9, 10)),),
    communes=("06463",),
    badges=(NA_MARK,),
    choosing="<ul><li>Gai mở đều, kẽ gai trắng hồng: quả đã già, hai ba hôm nữa chín.</li><li>Cầm chắc tay, cuống còn "
    "tươi, vỏ không thâm.</li><li>Quả đang mềm thì ăn ngay trong ngày; mua để dành hãy chọn quả còn cứng.</li></ul>",
    keeping="<p>Để quả ương ở nơi thoáng, lót giấy hoặc lá cho khỏi dập. Chín rồi mới cất ngăn mát, ăn trong hai ngày. "
    "<b>Đừng cất tủ lạnh khi chưa chín</b>: quả sẽ sượng và thâm vỏ.</p>",
    parts=(
        (
            "facts",
            (
                "Na Chi Lăng qua các con số",
                (
                    ("Diện tích", "khoảng 4.900 ha (2025)"),
                    ("Sản lượng", "35.000 tấn (2025)"),
                    ("Giá trị", "hơn 1.500 tỷ đồng (2025)"),
                    ("Đạt VietGAP", "903 ha"),
                    ("Tem và mã số vùng trồng", "từ năm 2020"),
                ),
            ),
        ),
        ("heading", "Vì sao chỉ gửi miền Bắc"),
        (
            "text",
            "<p>Na chín sau khi hái hai ba ngày. Đi xa hơn thì quả chín giữa đường, nên các gian hàng ở đây chỉ nhận "
            "gửi tới các tỉnh miền Bắc, hái hôm nào gửi hôm ấy.</p>",
        ),
        ("action", ("Đọc chuyện na mọc trên núi đá", "/cau-chuyen/na-tren-nui-da-chi-lang")),
    ),
    sources=(
        "Diện tích, sản lượng, giá trị năm 2025 và 903 ha VietGAP: theo vjs.vietnam.vn, 30/9/2025.",
        "Nhãn hiệu chứng nhận năm 2011; tem và mã số vùng trồng từ năm 2020: theo Việt Nam News, 2023.",
    ),
    chosen=("sp-na-chi-lang",),
    found=(
        "Na Chi Lăng: mùa nào ngon, mua ở đâu",
        "Na dai trên núi đá Chi Lăng, hái từ tháng 8 đến tháng 10, bưu tá lấy tận vườn và gửi tận nhà ở miền Bắc.",
    ),
)

QUYT = SampleSpecialty(
    slug="quyt-bac-son",
    title="Quýt vàng Bắc Sơn",
    summary="Quýt vàng vỏ mỏng, tép mọng, thơm lâu, trồng trong những thung đá kín gió; vụ từ tháng 11 đến sau Tết.",
    goods="Quýt vàng Bắc Sơn",
    picture="mua-quyt",
    alt="Người hái quýt trong thung lũng Bắc Sơn, trước mặt là đống quýt vàng",
    seasons=(("Quýt vàng", (1, 2, 11, 12)),),
    communes=("06325",),
    badges=(QUYT_MARK,),
    choosing="<ul><li>Quả nặng tay, vỏ căng, núm hơi lõm là quả mọng nước.</li><li>Còn cuống và lá tươi: mới cắt.</li>"
    "<li>Vỏ có vài đốm nắng không sao; vỏ nhũn, có mùi rượu thì bỏ.</li></ul>",
    keeping="<p>Trải một lớp ở nơi thoáng, không chất đống, để được chừng mười ngày. Muốn lâu hơn, cất ngăn mát trong "
    "túi giấy. Vỏ rửa sạch phơi khô làm trần bì.</p>",
    parts=(
        (
            "facts",
            (
                "Quýt Bắc Sơn qua các con số",
                (
                    ("Diện tích", "1.400 ha"),
                    ("Sản lượng", "trên 2.500 tấn mỗi năm"),
                    ("Nhãn hiệu tập thể", "đăng bạ năm 2017"),
                ),
            ),
        ),
        ("action", ("Xem chương trình Quýt vàng Bắc Sơn vào vụ", "/khuyen-mai/quyt-vang-bac-son-vao-vu")),
    ),
    sources=(
        "Diện tích 1.400 ha, sản lượng trên 2.500 tấn, trồng theo VietGAP: theo fair.vnexpress.net.",
        "Nhãn hiệu tập thể Quýt Bắc Sơn đăng bạ năm 2017: theo fair.vnexpress.net.",
    ),
    chosen=("sp-quyt-bac-son", "sp-quyt-bac-son-hop-5kg"),
)

HONG = SampleSpecialty(
    slug="hong-vanh-khuyen",
    title="Hồng vành khuyên Văn Lãng",
    summary="Quanh núm quả có một vành tròn như chiếc khuyên; ngâm nước bốn ngày cho hết chát, ăn giòn, ngọt mát.",
    goods="Hồng vành khuyên Văn Lãng",
    picture="vuon-hong",
    alt="Vườn hồng lá ngả vàng, quả đỏ cam, giữa vườn có nhà sàn",
    seasons=(("Hồng giòn", (9, 10)),),
    communes=("06154", "06172"),
    choosing="<ul><li>Vành tròn quanh núm hiện rõ, vỏ vàng cam đều.</li><li>Quả cứng, ấn không lún: đã ngâm kỹ mà vẫn "
    "giòn.</li><li>Hỏi ngày vớt khỏi nước: ngon nhất trong ba ngày đầu.</li></ul>",
    keeping="<p>Gọt vỏ ăn giòn trong ba ngày. Muốn ăn mềm thì để thêm một tuần nơi thoáng mát; đừng xếp chồng.</p>",
    parts=(
        (
            "facts",
            (
                "Hồng vành khuyên qua các con số",
                (
                    ("Diện tích", "800 ha (2020)"),
                    ("Sản lượng", "khoảng 2.400 tấn (2020)"),
                    ("Vùng trồng lớn nhất", "xã Tân Mỹ cũ, nay thuộc xã Hoàng Văn Thụ: 284 ha (2020)"),
                    ("Trước khi bán", "ngâm nước bốn ngày"),
                ),
            ),
        ),
    ),
    sources=("Diện tích, sản lượng, Tân Mỹ 284 ha và cách ngâm bốn ngày: theo e.vnexpress.net, 2020.",),
    chosen=("sp-hong-vanh-khuyen",),
)

THACH = SampleSpecialty(
    slug="thach-den",
    title="Thạch đen Tràng Định",
    summary="Cây thạch cắt lúc vừa ra hoa, phơi khô cả cành lẫn lá; nấu lên thành thứ thạch đen mát, thơm mùi lá.",
    goods="Thạch đen Tràng Định",
    picture="ruong-thach-den",
    alt="Ruộng thạch đen xanh thẫm trước nhà sàn, xa là dãy núi đá",
    seasons=(("Cắt và phơi", (7, 8, 9, 10)), ("Cây khô", tuple(range(1, 13)))),
    communes=("06046", "06112"),
    choosing="<ul><li>Cây khô kiệt, cành giòn, lá còn bám cành, mùi thơm nhẹ.</li><li>Không lẫn đất, không mốc trắng."
    "</li><li>Cây càng nhiều lá thạch càng đặc.</li></ul>",
    keeping="<p>Buộc túi kín, treo nơi khô thoáng, để được cả năm. Thạch nấu rồi cất ngăn mát, ăn trong hai ngày.</p>",
    parts=(
        (
            "facts",
            (
                "Thạch đen qua các con số",
                (
                    ("Vùng trồng", "Tràng Định, Bình Gia"),
                    ("Diện tích", "riêng Tràng Định trên 1.200 ha"),
                    ("Xuất khẩu", "chính ngạch sang Trung Quốc"),
                ),
            ),
        ),
        ("heading", "Nấu một nồi thạch"),
        (
            "text",
            "<p>Nửa cân cây khô nấu được chừng mười lít thạch. Rửa sạch, đun kỹ hai giờ, vò lấy nước, lọc rồi đun lại "
            "với ít bột gạo cho đông. Ăn với nước đường gừng hoặc sữa.</p>",
        ),
    ),
    sources=("Diện tích trên 1.200 ha ở Tràng Định, xuất khẩu chính ngạch sang Trung Quốc: theo Báo Lạng Sơn.",),
    chosen=("sp-thach-den",),
)

HOI = SampleSpecialty(
    slug="hoa-hoi",
    title="Hoa hồi Lạng Sơn",
    summary="Hồi hái tay, phơi ba nắng, cánh nở đều và thơm đậm; chỉ dẫn địa lý Lạng Sơn, bảo hộ cả ở châu Âu.",
    goods="Hoa hồi Lạng Sơn",
    picture="rung-hoi",
    alt="Những hàng hồi thẳng tắp trên đồi Văn Quan",
    seasons=(("Vụ chính", (7, 8, 9)), ("Vụ hai", (1, 12))),
    communes=("06253",),
    badges=(HOI_GI,),
    choosing="<ul><li>Cánh nở đều, nâu đỏ, hạt bóng.</li><li>Bẻ một cánh, mùi thơm ngọt toả ngay; màu đỏ quá đều mà "
    "mùi "
    "gắt là hồi sấy diêm sinh.</li><li>Bông khô giòn, không lẫn cuống.</li></ul>",
    keeping="<p>Đựng lọ kín, để nơi khô và tối, giữ mùi được một hai năm. Trước khi nấu rang qua cho dậy mùi.</p>",
    parts=(
        (
            "facts",
            (
                "Hoa hồi Lạng Sơn qua các con số",
                (
                    ("Diện tích", "43.370 ha, trên 28.000 ha đã cho thu"),
                    ("Riêng vùng Văn Quan", "trên 14.000 ha"),
                    ("Sản lượng khô", "7.500 đến 16.000 tấn mỗi năm"),
                    ("Giá trị", "khoảng 1.700 tỷ đồng mỗi năm"),
                    ("Chỉ dẫn địa lý", "năm 2007; được bảo hộ ở Liên minh châu Âu theo hiệp định EVFTA"),
                ),
            ),
        ),
        ("map", ("Vùng hồi Văn Quan", ("06253", "06280", "06298", "06313"))),
        ("action", ("Đọc chuyện những người đàn bà hái hồi", "/cau-chuyen/nhung-nguoi-dan-ba-hai-hoi")),
    ),
    sources=(
        "Diện tích, sản lượng, giá trị: theo agridecovietnam và vietnamagriculture.nongnghiep.vn.",
        "Chỉ dẫn địa lý năm 2007, bảo hộ ở Liên minh châu Âu: theo vietnamplus.",
    ),
    chosen=("sp-hoa-hoi-kho", "sp-tinh-dau-hoi"),
)

SPECIALTIES = (NA, QUYT, HONG, THACH, HOI)
