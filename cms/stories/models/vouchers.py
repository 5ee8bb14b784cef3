"""A promotion's voucher: the columns an editor fills in, and what must be true of them together."""

from __future__ import annotations

from django.db import models
from market.money import Dong
from market.text import nfc
from market.vouchers import UnknownVoucher, Voucher, VoucherKind, read_code
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.registry.fields import LineField, PriceField

BASIS_POINTS_PER_PERCENT = 100
KINDS = ((VoucherKind.PERCENT.value, "Giảm theo phần trăm"), (VoucherKind.AMOUNT.value, "Giảm số tiền cố định"))


class VoucherColumns(models.Model):
    """All of them may stay empty: without a code there is no voucher."""

    voucher_code = LineField(
        "mã giảm giá",
        max_length=40,
        blank=True,
        help_text="Người mua gõ mã này khi đặt hàng, ví dụ QUYTBACSON: 3 đến 24 chữ không dấu và chữ số. Để trống nếu "
        "chương trình không có mã.",
    )
    voucher_kind = models.CharField(
        "cách giảm",
        max_length=10,
        choices=KINDS,
        blank=True,
        default=VoucherKind.PERCENT.value,
        help_text="Ví dụ: theo phần trăm thì giảm 10 % tiền hàng, cố định thì giảm 20.000 ₫ mỗi đơn.",
    )
    voucher_value = models.PositiveIntegerField(
        "mức giảm", null=True, blank=True, help_text="Số phần trăm từ 1 đến 100, hoặc số đồng, ví dụ 10 hay 20000."
    )
    voucher_max_discount = PriceField(
        "giảm nhiều nhất (đồng)",
        null=True,
        blank=True,
        help_text="Chỉ dùng khi giảm theo phần trăm, ví dụ 30000. Để trống nếu không giới hạn.",
    )
    voucher_min_goods = PriceField(
        "tiền hàng ít nhất (đồng)",
        null=True,
        blank=True,
        help_text="Tiền của hàng được giảm phải từ mức này, ví dụ 100000. Để trống nếu không cần.",
    )
    voucher_uses = models.PositiveIntegerField(
        "tổng số lượt", null=True, blank=True, help_text="Bao nhiêu đơn được dùng mã, ví dụ 200."
    )
    voucher_per_phone = models.PositiveIntegerField(
        "lượt mỗi số điện thoại",
        null=True,
        blank=True,
        default=1,
        help_text="Ví dụ 1: mỗi số điện thoại dùng một lần. Ghi 0 nếu không giới hạn.",
    )
    voucher_for_products = models.BooleanField(
        "chỉ giảm cho sản phẩm trong chương trình",
        default=True,
        help_text="Bỏ chọn thì mã giảm cho mọi hàng trên chợ. Phần giảm do đơn vị vận hành chịu, hộ vẫn nhận đủ tiền.",
    )

    voucher_panel = MultiFieldPanel(
        [
            FieldPanel("voucher_code"),
            FieldRowPanel([FieldPanel("voucher_kind"), FieldPanel("voucher_value")]),
            FieldRowPanel([FieldPanel("voucher_max_discount"), FieldPanel("voucher_min_goods")]),
            FieldRowPanel([FieldPanel("voucher_uses"), FieldPanel("voucher_per_phone")]),
            FieldPanel("voucher_for_products"),
        ],
        heading="Mã giảm giá",
    )

    class Meta:
        abstract = True

    def voucher_refusals(self) -> dict[str, str]:
        """What is wrong with the voucher, by column. Its code is kept as shoppers' input is read: ``QUYTBACSON``."""
        try:
            self.voucher_code = read_code(self.voucher_code)
        except UnknownVoucher:
            return {"voucher_code": "Mã gồm 3 đến 24 chữ không dấu và chữ số, ví dụ QUYTBACSON."}
        if not self.voucher_code:
            return {}
        refusals = {}
        others = type(self).objects.exclude(translation_key=self.translation_key)
        if others.filter(voucher_code=self.voucher_code).exists():
            refusals["voucher_code"] = "Một chương trình khác đã dùng mã này. Hãy chọn mã khác."
        if not self.voucher_kind:
            refusals["voucher_kind"] = "Hãy chọn cách giảm."
        if not self.voucher_value:
            refusals["voucher_value"] = "Mức giảm phải lớn hơn 0."
        elif self.voucher_kind == VoucherKind.PERCENT.value and self.voucher_value > 100:
            refusals["voucher_value"] = "Phần trăm giảm từ 1 đến 100."
        if not self.voucher_uses:
            refusals["voucher_uses"] = "Tổng số lượt phải từ 1."
        return refusals

    def voucher(self) -> Voucher | None:
        """The voucher as it is promised, None without one. One for the promotion's products is for all that were ever
        chosen, on sale or not: an empty list would mean every product of the market."""
        if not (self.starts_at and self.ends_at):
            return None  # A draft may lack them.
        rows = self.products.select_related("product")
        products = tuple(dict.fromkeys(row.product.public_id for row in rows if row.product_id))
        if not (self.voucher_code and self.voucher_value) or (self.voucher_for_products and not products):
            return None
        is_percent = self.voucher_kind == VoucherKind.PERCENT.value
        promise = Voucher(
            code=self.voucher_code,
            title=nfc(self.title),
            kind=VoucherKind(self.voucher_kind),
            value=self.voucher_value * (BASIS_POINTS_PER_PERCENT if is_percent else 1),
            max_discount=Dong((self.voucher_max_discount or 0) if is_percent else 0),
            min_goods=Dong(self.voucher_min_goods or 0),
            applies_to=products if self.voucher_for_products else (),
            valid_from=self.starts_at,
            valid_until=self.ends_at,
            uses=self.voucher_uses or 0,
            per_phone=1 if self.voucher_per_phone is None else self.voucher_per_phone,
        )
        # What a program saved without asking for refusals: the promotion is published, the promise is not.
        return None if promise.flaw else promise
