"""Phrases of the basket and the checkout: English, then Chinese."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "Đặt hàng": ("Place the order", "下单"),
    "Lỗi:": ("Error:", "错误："),
    "nơi nhận": ("the place of delivery", "收货地"),
    "Giỏ hàng đang trống.": ("Your basket is empty.", "购物篮是空的。"),
    "Đã thêm vào giỏ.": ("Added to your basket.", "已加入购物篮。"),
    "Bỏ khỏi giỏ": ("Remove from the basket", "移出购物篮"),
    "Kiện {number}": ("Parcel {number}", "包裹 {number}"),
    "Số lượng": ("Quantity of", "数量："),
    "Cập nhật": ("Update", "更新"),
    "Bỏ": ("Remove", "移除"),
    "{name} khỏi giỏ": ("{name} from the basket", "{name}"),
    "Tiền hàng": ("Goods", "商品金额"),
    "Phí giao": ("Delivery", "运费"),
    "Phí giao đến {place}": ("Delivery to {place}", "运费（送至{place}）"),
    "{count} kiện": ("{count} parcels", "{count} 个包裹"),
    "Giao {days}": ("Delivered {days}", "预计送达：{days}"),
    "Giao đến tỉnh, thành phố": ("Deliver to province or city", "送货省市"),
    "Tính phí": ("Work out the fee", "计算运费"),
    "Tổng cộng": ("Total", "合计"),
    "Chưa đặt được. Hãy sửa những chỗ báo đỏ trong giỏ.": (
        "The order cannot be placed yet. Please put right what is marked in red in the basket.",
        "暂时无法下单。请修改购物篮中标红的内容。",
    ),
    "Chưa đặt được.": ("The order cannot be placed yet.", "暂时无法下单。"),
    "Sửa giỏ hàng": ("Change the basket", "修改购物篮"),
    "Được kiểm hàng trước khi trả tiền. Không cần tài khoản.": (
        "You may check the goods before you pay. No account needed.",
        "可先验货后付款，无需注册。",
    ),
    # The checkout.
    "Chưa xong, xin xem lại": ("Not quite done, please look again", "尚未完成，请检查"),
    "Giỏ hàng vừa thay đổi": ("Your basket has just changed", "购物篮有变化"),
    "Hãy xem lại tổng tiền rồi đặt hàng.": (
        "Please look at the total again, then place the order.",
        "请核对总金额后再下单。",
    ),
    "Người nhận": ("Recipient", "收货人"),
    "Họ và tên": ("Full name", "姓名"),
    "Số điện thoại": ("Phone number (Vietnamese)", "电话号码（越南）"),
    "Bưu tá gọi trước khi giao.": ("The courier calls before delivery.", "送货前邮递员会打电话。"),
    "Nơi nhận": ("Delivery address", "收货地址"),
    "Tỉnh, thành phố": ("Province or city", "省、市"),
    "Chọn tỉnh, thành phố": ("Choose a province or city", "请选择省、市"),
    "Đổi tỉnh": ("Change province", "更换省份"),
    "Chọn xã": ("Choose a commune", "选择乡、坊"),
    "Xã, phường, đặc khu": ("Commune or ward", "乡、坊、特区"),
    "Theo tên mới từ 01/07/2025.": ("By the new names of 1 July 2025.", "按2025年7月1日起的新名称。"),
    "Chọn tỉnh, thành phố trước.": ("Choose a province or city first.", "请先选择省、市。"),
    "Chọn xã, phường": ("Choose a commune or ward", "请选择乡、坊"),
    "Chưa chọn tỉnh": ("No province chosen yet", "尚未选择省份"),
    "Số nhà, đường, thôn bản": ("House number, street, hamlet", "门牌号、街道、村"),
    "Ghi chú cho hộ và bưu tá": ("Note for the farm and the courier", "给农户和邮递员的备注"),
    "(không bắt buộc)": ("(optional)", "（选填）"),
    "Thanh toán": ("Payment", "付款方式"),
    "Trả tiền mặt khi nhận hàng": ("Cash on delivery", "货到付现金"),
    "Kiểm hàng rồi mới trả tiền cho bưu tá.": (
        "Check the goods, then pay the courier.",
        "验货后再付款给邮递员。",
    ),
    "Chuyển khoản bằng mã QR": ("Bank transfer by QR code", "扫码银行转账"),
    "Quét mã bằng ứng dụng của bất kỳ ngân hàng nào. Đơn được xác nhận ngay khi tiền đến.": (
        "Scan the code with the app of any Vietnamese bank. The order is confirmed as soon as the money arrives.",
        "用任一越南银行的应用扫码。款项到账后订单立即确认。",
    ),
    "Thẻ quốc tế": ("International card", "国际银行卡"),
    "Visa, Mastercard, JCB. Chợ không lưu số thẻ.": (
        "Visa, Mastercard, JCB. We do not keep card numbers.",
        "Visa、Mastercard、JCB。本集市不保存卡号。",
    ),
    "Ví MoMo": ("MoMo wallet", "MoMo 钱包"),
    "Mở ứng dụng MoMo trên điện thoại này hoặc quét mã bằng điện thoại khác.": (
        "Open the MoMo app on this phone, or scan the code with another one.",
        "在本手机打开 MoMo 应用，或用其他手机扫码。",
    ),
    "Thẻ ATM, tài khoản ngân hàng hoặc quét mã VNPAY-QR, trên trang của VNPay.": (
        "ATM card, bank account or VNPAY-QR, on VNPay's page.",
        "在 VNPay 页面使用 ATM 卡、银行账户或 VNPAY-QR 扫码。",
    ),
    "Mở ứng dụng ZaloPay hoặc trả bằng thẻ, trên trang của ZaloPay.": (
        "Open the ZaloPay app or pay by card, on ZaloPay's page.",
        "在 ZaloPay 页面打开应用或用卡付款。",
    ),
    "Đặt hàng – trả {total} khi nhận": ("Place the order – pay {total} on delivery", "下单 – 收货时支付 {total}"),
    "Đặt hàng – {total}": ("Place the order – {total}", "下单 – {total}"),
    "Đơn của bạn": ("Your order", "您的订单"),
    "Áp dụng": ("Apply", "使用"),
    "mã giảm giá": ("voucher code", "优惠码"),
    "Được kiểm hàng trước khi trả tiền. Hàng hỏng, dập: gửi ảnh trong 24 giờ. Thông tin của bạn chỉ dùng để giao "
    "đơn này.": (
        "You may check the goods before you pay. Spoiled or bruised: send a photo within 24 hours. What you tell us is "
        "used only to deliver this order.",
        "可先验货后付款。如有损坏，请在24小时内发照片。您的信息仅用于配送本订单。",
    ),
    # What is wrong with what was typed, as the fields say it.
    "Hãy ghi họ và tên người nhận.": ("Please write the recipient's full name.", "请填写收货人姓名。"),
    "Hãy ghi số nhà, đường hoặc thôn, bản, khối.": (
        "Please write the house number and street, or the hamlet.",
        "请填写门牌号、街道或村。",
    ),
    "Hãy chọn tỉnh hoặc thành phố.": ("Please choose a province or city.", "请选择省、市。"),
    "Hãy chọn xã, phường hoặc đặc khu của tỉnh đã chọn.": (
        "Please choose a commune or ward of that province.",
        "请选择所选省份的乡、坊。",
    ),
    "Hãy chọn cách thanh toán.": ("Please choose how to pay.", "请选择付款方式。"),
    "Trang đã cũ. Hãy tải lại trang rồi đặt hàng.": (
        "This page is out of date. Please load it again, then place the order.",
        "页面已过期。请刷新后再下单。",
    ),
    "Một sản phẩm trong giỏ không còn bán. Hãy bỏ sản phẩm này khỏi giỏ.": (
        "A product in the basket is no longer sold. Please remove it.",
        "购物篮中有商品已停售，请移除。",
    ),
    # On pages that there are in Vietnamese only.
    "Trang này chỉ có bằng tiếng Việt.": (
        "From here on, pages are in Vietnamese only. Your order is placed and paid for as you chose.",
        "以下页面仅有越南语。您的订单已按所选方式提交。",
    ),
}
