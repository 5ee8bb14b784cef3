"""Six invented households in six communes, three for each carrier. The telephone numbers are made up as well."""

from __future__ import annotations

from datetime import date

from cms.demo.samples import SampleShop

SHOPS = (
    SampleShop(
        public_id="gh-vuon-na-ba-men",
        name="Vườn na bà Mến",
        household="Hộ bà Hoàng Thị Mến",
        phone="0912000101",
        commune_code="06463",
        hamlet="thôn Quán Thanh",
        carrier="viettelpost",
        onboarded_by="Tổ công nghệ số cộng đồng xã Chi Lăng",
        verified_at=date(2026, 6, 12),
        intro="Nhà tôi có hơn bốn trăm gốc na dai trên lèn đá. Na hái lúc mở gai, xếp lá tươi lót hộp, gửi ngay "
        "trong ngày vì na chỉ để được hai ba hôm là chín.",
        picture="vuon-na",
        alt="Vườn na dưới chân núi đá vôi, sau vườn là ngôi nhà sàn mái ngói",
    ),
    SampleShop(
        public_id="gh-rung-hoi-nha-lieu",
        name="Rừng hồi nhà Liễu",
        household="Hộ bà Lương Thị Liễu",
        phone="0912000102",
        commune_code="06253",
        hamlet="thôn Bản Coóng",
        carrier="vnpost",
        onboarded_by="Bưu điện khu vực Văn Quan",
        verified_at=date(2026, 5, 20),
        intro="Ba đời nhà tôi giữ rừng hồi. Hồi hái tay, phơi nắng ba đến năm ngày trên sân gạch, cánh nở đều, "
        "không sấy diêm sinh. Trám đen lấy từ mấy cây trám cổ thụ quanh nhà.",
        picture="rung-hoi",
        alt="Những hàng cây hồi thẳng tắp trên đồi, giữa rừng thấp thoáng mái nhà sàn",
    ),
    SampleShop(
        public_id="gh-vuon-quyt-nha-duong",
        name="Vườn quýt nhà Dương",
        household="Hộ ông Dương Công Thắng",
        phone="0912000103",
        commune_code="06325",
        hamlet="thôn Yên Lãng",
        carrier="vnpost",
        onboarded_by="Đoàn thanh niên xã Bắc Sơn",
        verified_at=date(2026, 9, 3),
        intro="Quýt nhà trồng trong thung đá, sáng sương trưa nắng nên vỏ mỏng và thơm. Khách đặt hôm trước, "
        "sáng hôm sau nhà mới cắt, để nguyên cuống lá.",
        picture="vuon-quyt",
        alt="Vườn quýt sai quả vàng quanh ngôi nhà sàn trong thung lũng Bắc Sơn",
    ),
    SampleShop(
        public_id="gh-thach-den-nha-hanh",
        name="Thạch đen nhà Hạnh",
        household="Hộ bà Nông Thị Hạnh",
        phone="0912000104",
        commune_code="06046",
        hamlet="thôn Nà Phái",
        carrier="viettelpost",
        onboarded_by="Hội Phụ nữ xã Tràng Định",
        verified_at=date(2026, 7, 8),
        intro="Ruộng thạch nhà tôi ở chân đồi, cắt lúc cây vừa ra hoa, phơi khô cả cành lẫn lá. Sắn dây trồng "
        "men bờ suối, lọc nước mười lần mới phơi thành bột.",
        picture="ruong-thach-den",
        alt="Ruộng thạch đen xanh thẫm trước nhà sàn, xa là dãy núi đá",
    ),
    SampleShop(
        public_id="gh-vuon-hong-nha-lanh",
        name="Vườn hồng nhà Lành",
        household="Hộ ông Lành Văn Tuấn",
        phone="0912000105",
        commune_code="06154",
        hamlet="thôn Nà Lẹng",
        carrier="vnpost",
        onboarded_by="Bưu điện khu vực Văn Lãng",
        verified_at=date(2026, 8, 15),
        intro="Hồng vành khuyên phải ngâm nước suối bốn ngày mới hết chát, giòn và ngọt mát. Hết mùa hồng nhà "
        "tôi muối măng ớt theo cách của bà.",
        picture="vuon-hong",
        alt="Vườn hồng lá ngả vàng, quả đỏ cam, giữa vườn có nhà sàn",
    ),
    SampleShop(
        public_id="gh-vuon-cam-vu-lang",
        name="Vườn cam nhà Én",
        household="Hộ bà Hoàng Thị Én",
        phone="0912000106",
        commune_code="06367",
        hamlet="thôn Tràng Sơn",
        carrier="viettelpost",
        onboarded_by="Tổ công nghệ số cộng đồng xã Vũ Lăng",
        verified_at=date(2026, 10, 2),
        intro="Nhà trồng cam đường canh theo VietGAP, nuôi ong trong vườn để cam đậu quả. Ra Giêng nhà làm lạp "
        "xưởng gác bếp, thịt lợn nhà, ướp rượu và nước gừng.",
        picture="vuon-cam",
        alt="Vườn cam chín đỏ quanh nhà sàn dưới chân núi ở Vũ Lăng",
    ),
)
