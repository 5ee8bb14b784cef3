"""Fourteen real goods of Lạng Sơn (the made ones in :mod:`cms.demo.made`) with their seasons, prices and "
"protections, each fact with its source."""

from __future__ import annotations

from datetime import date

from cms.demo.made import MADE
from cms.demo.samples import SampleBadge, SampleProduct

IP_OFFICE = "Cục Sở hữu trí tuệ"

NA_MARK = SampleBadge(
    kind="mark", label="Nhãn hiệu chứng nhận Na Chi Lăng", number="đăng bạ năm 2011", issuer=IP_OFFICE,
    valid_from=date(2011, 1, 1),
)  # fmt: skip
HOI_GI = SampleBadge(
    kind="gi", label="Chỉ dẫn địa lý Lạng Sơn (hoa hồi)", number="đăng bạ năm 2007", issuer=IP_OFFICE,
    valid_from=date(2007, 1, 1),
)  # fmt: skip
QUYT_MARK = SampleBadge(
    kind="mark", label="Nhãn hiệu tập thể Quýt Bắc Sơn", number="đăng bạ năm 2017", issuer=IP_OFFICE,
    valid_from=date(2017, 1, 1),
)  # fmt: skip
QUYT_OCOP = SampleBadge(
    kind="ocop", label="OCOP 4 sao (mẫu)", number="MẪU-OCOP-01", issuer="UBND tỉnh Lạng Sơn (số mẫu)",
    valid_from=date(2025, 1, 1), valid_until=date(2027, 12, 31),
)  # fmt: skip
TRAM_MARK = SampleBadge(
    kind="mark", label="Nhãn hiệu tập thể Trám đen Văn Quan", number="cấp ngày 3/9/2020", issuer=IP_OFFICE,
    valid_from=date(2020, 9, 3),
)  # fmt: skip

PRODUCTS = (
    SampleProduct(
        public_id="sp-na-chi-lang",
        shop="gh-vuon-na-ba-men",
        name="Na dai Chi Lăng",
        summary="Na dai trên núi đá vôi, hái khi vừa mở gai, thịt dai, ít hạt, ngọt đậm.",
        specialty="Na Chi Lăng",
        unit="kg",
        price=55_000,
        price_note="giá tham khảo 2023",
        weight_grams=1_150,
        net_grams=1_000,
        months=(8, 9, 10),
        north_only=True,
        description="<p>Na mở gai đều, kẽ gai trắng hồng là vừa ăn. Quả còn ương để ngoài hai ba hôm sẽ chín; "
        "<b>không để tủ lạnh khi chưa chín</b>.</p><p>Mỗi cân chừng ba đến bốn quả. Nhà lót lá tươi và lưới xốp "
        "từng quả trước khi gửi.</p>",
        sources=(
            "Diện tích khoảng 4.900 ha, sản lượng 35.000 tấn năm 2025, theo vjs.vietnam.vn, 30/9/2025.",
            "Giá bán lẻ 55.000–60.000 ₫/kg, theo Việt Nam News, 2023.",
        ),
        picture="na-chi-lang",
        alt="Hai quả na dai gai xanh mở đều, bên cạnh là nửa quả na thịt trắng hạt đen",
        badges=(NA_MARK,),
    ),
    SampleProduct(
        public_id="sp-na-chi-lang-qua-to",
        shop="gh-vuon-na-ba-men",
        name="Na Chi Lăng quả to, hộp 3 kg",
        summary="Quả tuyển từ bốn lạng trở lên, xếp hộp gỗ, hợp để biếu.",
        specialty="Na Chi Lăng",
        unit="hộp 3 kg",
        price=225_000,
        price_note="giá tham khảo 2019",
        weight_grams=3_600,
        net_grams=3_000,
        months=(8, 9, 10),
        north_only=True,
        description="<p>Bảy đến tám quả một hộp, chọn quả tròn, gai nở, không sứt cuống. Trong hộp có quả chín sẵn "
        "ăn ngay và quả ương để hai hôm sau.</p>",
        sources=("Na loại to 70.000–80.000 ₫/kg tại vùng, giá năm 2019, theo Vietnam News.",),
        picture="na-chi-lang-qua-to",
        alt="Hộp gỗ xếp đầy những quả na to, gai xanh, xen lá tươi",
        badges=(NA_MARK,),
    ),
    SampleProduct(
        public_id="sp-hoa-hoi-kho",
        shop="gh-rung-hoi-nha-lieu",
        name="Hoa hồi khô Văn Quan",
        summary="Hồi tám cánh phơi nắng, thơm ấm, cho nồi phở và thịt kho.",
        specialty="Hoa hồi Lạng Sơn",
        unit="túi 500 g",
        price=70_000,
        price_note="giá tham khảo 2025",
        weight_grams=560,
        net_grams=500,
        months=(1, 7, 8, 9, 12),
        description="<p>Cánh nở đều, màu nâu đỏ, hạt bóng. Giữ trong hũ kín, tránh ẩm, dùng được cả năm.</p>"
        "<p>Một nồi phở năm lít chỉ cần ba đến bốn bông, nướng qua trước khi thả.</p>",
        sources=(
            "Lạng Sơn có 43.370 ha hồi, trên 28.000 ha cho thu hoạch, theo vietnamagriculture.nongnghiep.vn.",
            "Hồi khô 130.000–140.000 ₫/kg; vụ chính tháng 7–9, vụ phụ tháng 12–1.",
            "Chỉ dẫn địa lý Lạng Sơn năm 2007; được bảo hộ tại EU theo EVFTA.",
        ),
        picture="hoa-hoi-kho",
        alt="Tám bông hồi khô tám cánh màu nâu, lộ hạt bóng, cạnh hai chiếc lá hồi",
        badges=(HOI_GI,),
    ),
    SampleProduct(
        public_id="sp-tram-den",
        shop="gh-rung-hoi-nha-lieu",
        name="Trám đen Văn Quan",
        summary="Trám cổ thụ, quả chắc, om xong thịt vàng bùi béo.",
        specialty="Trám đen Văn Quan",
        unit="kg",
        price=75_000,
        price_note="giá tham khảo 2025",
        weight_grams=1_100,
        net_grams=1_000,
        months=(8, 9, 10),
        description="<p>Om trám trong nước ấm già sáu mươi độ chừng hai mươi phút, nước nóng quá trám sẽ rắn lại. "
        "Trám om chấm muối vừng, kho thịt hay đồ xôi đều ngon.</p>",
        sources=(
            "Văn Quan có 80 ha trám đen, 1.200–1.500 tấn mỗi năm, giá 70.000–80.000 ₫/kg, theo Báo Lạng Sơn.",
            "Mùa trám từ tháng 7 đến tháng 9 âm lịch.",
        ),
        picture="tram-den",
        alt="Rổ tre đầy quả trám đen tím, bên cạnh một quả bổ đôi thịt vàng",
        badges=(TRAM_MARK,),
    ),
    SampleProduct(
        public_id="sp-quyt-bac-son",
        shop="gh-vuon-quyt-nha-duong",
        name="Quýt vàng Bắc Sơn",
        summary="Quýt vỏ mỏng, thơm, ngọt thanh có vị chua nhẹ, cắt còn cuống lá.",
        specialty="Quýt vàng Bắc Sơn",
        unit="kg",
        price=35_000,
        price_note="giá tham khảo 2025",
        weight_grams=1_100,
        net_grams=1_000,
        months=(1, 2, 11, 12),
        description="<p>Tám đến mười quả một cân. Quýt cắt sáng, gửi chiều; để nơi thoáng ăn được mười ngày, vỏ "
        "phơi khô làm trần bì.</p>",
        sources=(
            "Bắc Sơn có 1.400 ha quýt, trên 2.500 tấn, trồng theo VietGAP, theo fair.vnexpress.net.",
            "Mùa từ tháng 11 đến tháng 2, rộ vào Tết.",
        ),
        picture="quyt-bac-son",
        alt="Ba quả quýt vàng còn lá và nửa quả quýt mọng nước",
        badges=(QUYT_MARK, QUYT_OCOP),
    ),
    SampleProduct(
        public_id="sp-quyt-bac-son-hop-5kg",
        shop="gh-vuon-quyt-nha-duong",
        name="Quýt vàng Bắc Sơn, hộp 5 kg",
        summary="Hộp năm cân quýt đều quả, còn cuống lá, cho cả nhà ăn Tết.",
        specialty="Quýt vàng Bắc Sơn",
        unit="hộp 5 kg",
        price=165_000,
        price_note="giá tham khảo 2025",
        weight_grams=5_500,
        net_grams=5_000,
        months=(1, 2, 11, 12),
        description="<p>Chừng bốn mươi lăm quả. Lót rơm sạch dưới đáy và giữa các lớp, đục lỗ thoáng hai bên hộp.</p>",
        sources=("Bắc Sơn có 1.400 ha quýt, trên 2.500 tấn, trồng theo VietGAP, theo fair.vnexpress.net.",),
        picture="quyt-bac-son-hop-5kg",
        alt="Hộp gỗ đầy quýt vàng xếp ba lớp, nhiều quả còn lá xanh",
        badges=(QUYT_MARK, QUYT_OCOP),
    ),
    SampleProduct(
        public_id="sp-hong-vanh-khuyen",
        shop="gh-vuon-hong-nha-lanh",
        name="Hồng vành khuyên Văn Lãng",
        summary="Hồng giòn ngâm nước suối bốn ngày, không hạt, quanh tai có vành tròn.",
        specialty="Hồng vành khuyên Văn Lãng",
        unit="kg",
        price=30_000,
        price_note="giá minh hoạ; tại vườn 15.000 ₫/kg năm 2020",
        weight_grams=1_100,
        net_grams=1_000,
        months=(9, 10),
        north_only=True,
        description="<p>Gọt vỏ ăn giòn trong ba ngày. Muốn ăn mềm thì để thêm một tuần nơi thoáng mát.</p>",
        sources=(
            "Văn Lãng có 800 ha hồng, khoảng 2.400 tấn; riêng Tân Mỹ 284 ha, theo e.vnexpress.net, 2020.",
            "Hồng ngâm bốn ngày trước khi bán, theo e.vnexpress.net, 2020.",
        ),
        picture="hong-vanh-khuyen",
        alt="Bốn quả hồng đỏ cam, quanh tai quả có vành tròn, xen lá vàng",
    ),
    SampleProduct(
        public_id="sp-thach-den",
        shop="gh-thach-den-nha-hanh",
        name="Thạch đen khô Tràng Định",
        summary="Cây thạch phơi khô cả lá, nấu lên dẻo, thơm mùi lá, không pha bột.",
        specialty="Thạch đen Tràng Định",
        unit="bó 1 kg",
        price=30_000,
        price_note="giá minh hoạ, mức 20.000–30.000 ₫/kg",
        weight_grams=1_150,
        net_grams=1_000,
        months=(7, 8, 9, 10),
        description="<p>Nửa cân cây khô nấu được chừng mười lít thạch. Rửa sạch, đun kỹ hai giờ, vò lấy nước, lọc "
        "rồi đun lại với ít bột gạo cho đông.</p>",
        sources=("Tràng Định trồng trên 1.200 ha thạch đen, xuất chính ngạch sang Trung Quốc, theo Báo Lạng Sơn.",),
        picture="thach-den",
        alt="Bó cây thạch khô buộc dải đỏ cạnh bát thạch đen cắt miếng bóng",
    ),
    SampleProduct(
        public_id="sp-cam-duong-canh",
        shop="gh-vuon-cam-vu-lang",
        name="Cam đường canh Vũ Lăng, hộp 5 kg",
        summary="Cam vỏ mỏng dễ bóc, mọng và ngọt, cắt khi vỏ đỏ cam.",
        specialty="Cam đường canh Vũ Lăng",
        unit="hộp 5 kg",
        price=200_000,
        price_note="giá minh hoạ",
        weight_grams=5_500,
        net_grams=5_000,
        months=(1, 2, 12),
        description="<p>Mùa cam từ tháng một âm lịch đến giáp Tết. Đặt trước, nhà cắt đúng ngày hẹn.</p>",
        sources=("Cam đường canh Vũ Lăng trồng theo VietGAP, bán hộp 5 kg và 10 kg, theo agridecovietnam.",),
        picture="cam-duong-canh",
        alt="Rổ tre xếp cam đường canh đỏ, bên cạnh nửa quả cam mọng nước",
    ),
    *MADE,
)
