"""The plain pages that the law and the shoppers ask for. What only the operator can know stands in square brackets,
to be filled in before the market opens; a lawyer reads them before that too."""

from __future__ import annotations

from dataclasses import dataclass

from cms.demo.stories import Part


@dataclass(frozen=True, kw_only=True)
class SamplePlain:
    slug: str
    title: str
    summary: str
    parts: tuple[Part, ...]


def _section(heading: str, *paragraphs: str) -> tuple[Part, Part]:
    return ("heading", heading), ("text", "".join(p if p.startswith("<") else f"<p>{p}</p>" for p in paragraphs))


def _list(*entries: str) -> str:
    return "<ul>" + "".join(f"<li>{entry}</li>" for entry in entries) + "</ul>"


ABOUT = SamplePlain(
    slug="gioi-thieu",
    title="Giới thiệu Chợ Xứ Lạng",
    summary="Nơi hộ nông dân Lạng Sơn bán thẳng cho người mua: biết ai trồng, trồng ở xã nào, hái tháng mấy.",
    parts=(
        (
            "text",
            "<p>Chợ Xứ Lạng là chợ trên mạng của các hộ nông dân tỉnh Lạng Sơn. Mỗi gian hàng là một hộ có tên, có xã; "
            "hộ đặt giá, hộ đóng gói, bưu tá đến tận nhà lấy hàng và giao đến tay người mua.</p>",
        ),
        *_section(
            "Chợ làm gì",
            _list(
                "Bưu cục, tổ công nghệ số cộng đồng giúp hộ mở gian hàng và xác minh hộ.",
                "Giá, cước gửi và ngày giao được báo trước khi đặt; mỗi gian hàng gửi một kiện.",
                "Người mua được mở kiện kiểm hàng trước khi trả tiền.",
                "Chứng nhận OCOP, chỉ dẫn địa lý, VietGAP chỉ hiện khi đã có người xem giấy gốc và còn hạn.",
            ),
        ),
        *_section(
            "Ai chịu trách nhiệm",
            "Chợ là nền tảng trung gian: hộ là người bán, chợ lo nơi bán, thanh toán và việc chuyển hàng. Đơn vị vận "
            "hành, "
            "địa chỉ, người đại diện và cách liên hệ ghi ở chân mọi trang.",
            "[Đơn vị vận hành điền: tên đầy đủ, địa chỉ trụ sở, mã số thuế hoặc số đăng ký kinh doanh, ngày và nơi "
            "cấp, "
            "số thông báo hoặc đăng ký nền tảng thương mại điện tử.]",
        ),
        ("action", ("Gặp chúng tôi khi có việc cần giải quyết", "/trang/khieu-nai")),
    ),
)

TERMS = SamplePlain(
    slug="dieu-khoan",
    title="Điều khoản sử dụng",
    summary="Những điều người mua, hộ bán hàng và chợ hứa với nhau, viết bằng lời thường.",
    parts=(
        *_section(
            "Đặt hàng",
            "Đặt hàng không cần tài khoản. Khi bạn bấm nút đặt hàng, bạn đề nghị mua với giá, cước và ngày giao đang "
            "hiện "
            "trên màn hình. Đơn có hiệu lực khi trang báo đã nhận đơn kèm mã đơn; bạn nên giữ mã ấy.",
            "Giá đã gồm thuế nếu có. Nếu giá hoặc số lượng đổi trong lúc bạn đang đặt, trang báo lại và hỏi bạn lần "
            "nữa.",
        ),
        *_section(
            "Thanh toán",
            _list(
                "Trả tiền mặt khi nhận: được mở kiện kiểm hàng trước.",
                "Chuyển khoản bằng mã QR: đơn được xác nhận khi tiền về đúng nội dung chuyển.",
                "Thẻ và ví điện tử: cổng thanh toán xử lý, chợ không giữ số thẻ.",
            ),
        ),
        *_section(
            "Giao hàng",
            "Hàng của mỗi gian hàng là một kiện, có cước và ngày giao dự kiến riêng. Hàng tươi mau chín chỉ gửi tới "
            "nơi "
            "còn kịp tươi. Bưu tá gọi trước khi giao; không liên lạc được nhiều lần thì kiện được chuyển hoàn.",
        ),
        *_section(
            "Huỷ, đổi, trả",
            _list(
                "Đơn chưa giao cho bưu tá: huỷ được trên trang đơn hàng, tiền đã trả được hoàn.",
                "Hàng hỏng, dập, thiếu hoặc sai: gửi ảnh trong 24 giờ sau khi nhận, hộ gửi bù hoặc chợ hoàn tiền.",
                "Hàng tươi sống không nhận đổi trả vì đổi ý sau khi đã nhận.",
            ),
            "Quyền của người tiêu dùng theo luật không bị các điều này làm hẹp đi.",
        ),
        *_section(
            "Hộ bán hàng",
            "Hộ chịu trách nhiệm về nguồn gốc, chất lượng và lời mô tả hàng của mình, không bán hàng cấm, và cho chợ "
            "biết "
            "khi hết hàng. Gian hàng vi phạm có thể bị tạm đóng; hộ được báo lý do và được giải trình.",
        ),
        *_section(
            "Thay đổi điều khoản",
            "Ngày cập nhật ghi dưới tiêu đề. Thay đổi phí được công bố trước ít nhất 20 ngày.",
            "[Đơn vị vận hành điền: biểu phí đối với hộ bán hàng, nếu có; toà án hoặc trung tâm trọng tài giải quyết "
            "tranh "
            "chấp.]",
        ),
    ),
)

PRIVACY = SamplePlain(
    slug="quyen-rieng-tu",
    title="Quyền riêng tư",
    summary="Chợ giữ những gì của bạn, để làm gì, ai được thấy, bao lâu, và bạn được đòi hỏi gì.",
    parts=(
        *_section(
            "Chợ giữ gì và để làm gì",
            _list(
                "Tên, số điện thoại, địa chỉ nhận hàng: để giao hàng và gọi khi cần.",
                "Nội dung đơn và việc thanh toán: để thực hiện đơn, hoàn tiền, làm sổ sách theo luật.",
                "Ảnh bạn gửi khi báo hàng hỏng: để giải quyết việc ấy.",
                "Giỏ hàng và tỉnh nhận hàng: lưu bằng cookie trên máy bạn để lần sau khỏi chọn lại.",
            ),
            "Chợ không dùng cookie theo dõi, không chạy mã của bên quảng cáo, không bán dữ liệu của bạn.",
        ),
        *_section(
            "Ai được thấy",
            _list(
                "Hộ bán hàng và bưu tá: phần cần để gói và giao kiện của bạn.",
                "Ngân hàng, cổng thanh toán: phần cần để thu và hoàn tiền.",
                "Nhân viên chợ: khi giải quyết việc của đơn; mỗi lần xem đều được ghi lại.",
                "Cơ quan nhà nước: khi có yêu cầu đúng luật.",
            ),
        ),
        *_section(
            "Giữ bao lâu, ở đâu",
            "Dữ liệu hợp đồng được giữ theo thời hạn luật định; hết hạn thì xoá hoặc làm cho không còn nhận ra ai.",
            "[Đơn vị vận hành điền: thời hạn cụ thể cho từng loại, nơi đặt máy chủ, hồ sơ đánh giá tác động đã nộp.]",
        ),
        *_section(
            "Quyền của bạn",
            "Bạn được biết, xem, sửa, xoá, nhận bản sao dữ liệu của mình, rút lại sự đồng ý và khiếu nại. Hãy gọi "
            "đường "
            "dây nóng hoặc viết thư; chúng tôi xác minh bằng mã đơn và số điện thoại rồi mới làm.",
            "[Đơn vị vận hành điền: người phụ trách bảo vệ dữ liệu, thư điện tử, thời hạn trả lời.]",
        ),
    ),
)

RANKING = SamplePlain(
    slug="cach-xep-hang",
    title="Cách xếp thứ tự sản phẩm",
    summary="Vì sao sản phẩm này đứng trước sản phẩm kia, và vì sao không ai mua được chỗ đứng.",
    parts=(
        (
            "text",
            "<p>Luật yêu cầu nền tảng nói rõ cách xếp thứ tự. Ở Chợ Xứ Lạng cách ấy đơn giản, và giống nhau cho mọi "
            "người xem: chợ không xếp theo thói quen của từng người.</p>",
        ),
        (
            "facts",
            (
                "Thứ tự trên từng trang",
                (
                    ("Trang chủ", "Sản phẩm do ban biên tập chọn theo mùa, sau đó là sản phẩm mới nhất đang bán"),
                    ("Trang đặc sản", "Sản phẩm do ban biên tập chọn, sau đó là sản phẩm mới nhất của đặc sản ấy"),
                    ("Trang khuyến mại", "Theo danh sách ban tổ chức chương trình đã công bố"),
                    ("Gian hàng trên trang chủ", "Gian hàng mới mở đứng trước"),
                ),
            ),
        ),
        *_section(
            "Điều chợ không làm",
            _list(
                "Không nhận tiền để đưa sản phẩm lên trước. Nếu một ngày có quảng cáo, chỗ ấy sẽ ghi rõ “Quảng cáo”.",
                "Không đếm ngược, không tự đặt “chỉ còn một sản phẩm” khi không đúng.",
                "Không giấu sản phẩm của hộ nào; hàng hết hoặc ngừng bán thì ghi rõ hoặc gỡ xuống.",
            ),
        ),
        *_section(
            "Ban biên tập chọn thế nào",
            "Theo mùa trước, rồi đến sản phẩm có chứng nhận còn hạn, và luân phiên giữa các xã. Hộ nào thấy chưa công "
            "bằng xin báo theo trang Khiếu nại.",
        ),
    ),
)

COMPLAINTS = SamplePlain(
    slug="khieu-nai",
    title="Khiếu nại và hỗ trợ",
    summary="Hàng hỏng, giao chậm, tiền chưa về hay bất cứ điều gì chưa đúng: báo ở đâu và được trả lời khi nào.",
    parts=(
        *_section(
            "Làm thế nào",
            "<ol><li>Mở trang tra cứu đơn bằng mã đơn và số điện thoại, hoặc gọi đường dây nóng ở chân trang.</li>"
            "<li>Hàng hỏng, dập, thiếu: chụp ảnh hàng và nhãn kiện trong 24 giờ sau khi nhận.</li>"
            "<li>Giữ kiện và nhãn cho đến khi việc xong.</li></ol>",
        ),
        ("action", ("Tra cứu đơn hàng", "/tra-cuu")),
        *_section(
            "Chợ giải quyết ra sao",
            _list(
                "Nhân viên chợ hỏi hộ và bưu cục, rồi báo bạn cách giải quyết: gửi bù, hoàn một phần hoặc toàn bộ.",
                "Tiền hoàn đi đúng đường đã trả: chuyển khoản về tài khoản đã chuyển, thẻ về thẻ.",
                "Không đồng ý với cách giải quyết, bạn được yêu cầu người phụ trách xem lại.",
            ),
            "[Đơn vị vận hành điền: giờ làm việc của đường dây nóng; thời hạn trả lời và thời hạn giải quyết.]",
        ),
        *_section(
            "Khi vẫn chưa được",
            "Bạn có quyền gửi khiếu nại tới Sở Công Thương tỉnh Lạng Sơn, tổ chức bảo vệ quyền lợi người tiêu dùng, "
            "hoặc "
            "khởi kiện theo luật.",
        ),
        *_section(
            "Báo hàng giả, hàng cấm, nội dung sai",
            "Gọi đường dây nóng, nói đường dẫn của trang. Yêu cầu của cơ quan nhà nước về gỡ nội dung được làm trong "
            "24 giờ.",
        ),
    ),
)

PLAIN_PAGES = (ABOUT, TERMS, PRIVACY, RANKING, COMPLAINTS)
