"""Products: what a shop sells, at what price, when, and on what evidence."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from market.catalogue import ShipPolicy
from market.money import Dong
from market.text import slug
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from cms.changes import Announced
from cms.registry.fields import FoldedField, LineField, MonthsField, PriceField, new_public_id
from cms.registry.models.evidence import Evidence
from cms.registry.models.photos import Photo
from cms.registry.models.shops import TEXT_FEATURES, Shop, keep_public_id
from cms.registry.search import FoundByName, by_name

# What one parcel of either carrier may weigh; a heavier unit could be bought and never sent.
MAX_WEIGHT_GRAMS = 30_000
# Above this an amount is a typing mistake (one zero too many), not the price of farm goods.
MAX_PRICE = 100_000_000
SHIP_POLICIES = [
    (ShipPolicy.ANYWHERE.value, "Gửi được cả nước"),
    (ShipPolicy.NORTH_ONLY.value, "Chỉ gửi miền Bắc (hàng tươi mau chín)"),
]


def at_least(limit: int, sentence: str) -> MinValueValidator:
    return MinValueValidator(limit, message=sentence)


def at_most(limit: int, sentence: str) -> MaxValueValidator:
    return MaxValueValidator(limit, message=sentence)


class Product(FoundByName, Announced, ClusterableModel):
    """``price`` is whole đồng for one ``unit``; ``public_id`` never changes; ``slug`` is its address and may."""

    public_id = models.CharField(
        "mã công khai", max_length=40, unique=True, editable=False, default=partial(new_public_id, "sp")
    )
    shop = models.ForeignKey(
        Shop,
        on_delete=models.CASCADE,
        related_name="products",
        verbose_name="gian hàng",
        help_text="Gian hàng đứng bán, ví dụ: Vườn na bà Mến. Gõ tên không dấu cũng tìm được.",
    )
    name = LineField("tên sản phẩm", max_length=120, help_text="Ví dụ: Na dai Chi Lăng loại 1.")
    slug = models.SlugField(
        "đường dẫn",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Phần cuối của địa chỉ trang, ví dụ na-dai-chi-lang. Để trống thì lấy từ tên.",
    )
    summary = LineField(
        "tóm tắt",
        max_length=240,
        help_text="Một câu cho người lướt qua, ví dụ: Na dai trên núi đá, hái khi mở gai.",
    )
    specialty = LineField("đặc sản", max_length=80, help_text="Nhóm đặc sản, ví dụ: Na Chi Lăng, Hoa hồi Lạng Sơn.")
    # Editors write “Na Chi lăng” as well as “Na Chi Lăng”: the page of a specialty finds its goods by this.
    folded_specialty = FoldedField(max_length=80, of="specialty")
    unit = LineField("đơn vị bán", max_length=40, help_text="Cái người mua đặt, ví dụ: kg, hộp 5 kg, chai 250 ml.")
    price = PriceField(
        "giá (đồng)",
        validators=[
            at_least(1, "Giá phải lớn hơn 0 đồng."),
            at_most(MAX_PRICE, "Giá quá lớn: tối đa 100.000.000 đồng."),
        ],
        help_text="Số đồng cho một đơn vị bán, chỉ ghi số, ví dụ 45000.",
    )
    price_note = LineField(
        "ghi chú giá", max_length=160, blank=True, help_text="Ví dụ: giá tham khảo 2025. Để trống nếu là giá bán thật."
    )
    weight_grams = models.PositiveIntegerField(
        "nặng khi gửi (gam)",
        validators=[
            at_least(1, "Khối lượng phải lớn hơn 0 gam."),
            at_most(MAX_WEIGHT_GRAMS, "Một đơn vị bán nặng tối đa 30.000 gam (30 kg)."),
        ],
        help_text="Cả vỏ hộp, để tính cước; ví dụ 5400 cho hộp 5 kg.",
    )
    net_grams = models.PositiveIntegerField(
        "khối lượng tịnh (gam)",
        default=0,
        help_text="Phần ăn được hay dùng được, để tính giá mỗi kg, ví dụ 5000 cho hộp 5 kg; ghi 0 nếu giá mỗi kg không "
        "có nghĩa.",
    )
    harvest_months = MonthsField(
        "tháng thu hoạch",
        default=list,
        blank=True,
        help_text="Ví dụ na Chi Lăng: tháng 8, 9, 10. Không chọn tháng nào nghĩa là có quanh năm.",
    )
    ship_policy = models.CharField(
        "nơi gửi được",
        max_length=20,
        choices=SHIP_POLICIES,
        default=ShipPolicy.ANYWHERE.value,
        help_text="Ví dụ: na chín sau hai ba ngày nên chỉ gửi miền Bắc; hồi khô gửi được cả nước.",
    )
    description = RichTextField(
        "mô tả",
        blank=True,
        features=TEXT_FEATURES,
        help_text="Vị, cách chọn, cách giữ; viết như nói với người mua, ví dụ: Na mở gai đều, kẽ gai trắng hồng là vừa "
        "ăn.",
    )
    sources = models.TextField(
        "nguồn", blank=True, help_text="Mỗi dòng một nguồn, ví dụ: theo Báo Lạng Sơn, 30/9/2025."
    )
    on_sale = models.BooleanField("đang bán", default=True, help_text="Bỏ chọn thì trang sản phẩm được gỡ xuống.")
    own_raw_produce = models.BooleanField(
        "nông sản tự trồng, chưa chế biến",
        default=False,
        help_text="Hộ cam kết tự trồng và chỉ sơ chế thông thường; dùng khi tính thuế.",
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False, help_text="Sản phẩm chỉ để trình bày.")

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("slug"),
                FieldPanel("shop"),
                FieldPanel("summary"),
                FieldPanel("specialty"),
            ],
            heading="Sản phẩm",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("price"), FieldPanel("unit")]),
                FieldPanel("price_note"),
                FieldPanel("on_sale"),
            ],
            heading="Giá bán",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("weight_grams"), FieldPanel("net_grams")]),
                FieldPanel("ship_policy"),
                FieldPanel("harvest_months"),
            ],
            heading="Gửi hàng và mùa vụ",
        ),
        InlinePanel("pictures", heading="Ảnh", label="ảnh", max_num=8),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                HelpPanel("<p>Chứng nhận chỉ hiện ra ngoài khi đã ghi người và ngày kiểm tra, và còn hạn.</p>"),
                InlinePanel("badges", label="chứng nhận", max_num=6),
            ],
            heading="Chứng nhận có bằng chứng",
        ),
        FieldPanel("sources"),
        FieldPanel("own_raw_produce"),
        FieldPanel("is_sample"),
    ]

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gt=0), name="a_price_is_positive"),
            models.CheckConstraint(condition=models.Q(weight_grams__gt=0), name="a_weight_is_positive"),
        ]
        # The newest of a specialty, which its page shows.
        indexes = [
            by_name("product"),
            models.Index(fields=["folded_specialty", "-id"], name="newest_of_a_specialty"),
        ]

    def __str__(self) -> str:
        return self.name

    def name_to_find(self) -> str:
        return self.name

    @property
    def public_path(self) -> str:
        return f"/san-pham/{self.slug}"

    def price_shown(self) -> str:
        return f"{Dong(self.price)}/{self.unit}"

    price_shown.short_description = "giá"  # type: ignore[attr-defined]
    price_shown.admin_order_field = "price"  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or slug(self.name)
        refusals = {}
        if not self.slug:
            refusals["name"] = "Tên sản phẩm cần có chữ cái hoặc chữ số."
        if Product.objects.filter(slug=self.slug).exclude(pk=self.pk).exists():
            refusals["slug"] = "Đường dẫn này đã có sản phẩm khác dùng. Hãy chọn đường dẫn khác."
        if self.net_grams and self.weight_grams and self.net_grams > self.weight_grams:
            refusals["net_grams"] = "Khối lượng tịnh không thể lớn hơn khối lượng khi gửi."
        if refusals:
            raise ValidationError(refusals)

    def save(self, *args: Any, **kwargs: Any) -> None:
        keep_public_id(Product, self)
        self.slug = self.slug or slug(self.name)
        super().save(*args, **kwargs)


class ProductPicture(Orderable):
    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="pictures")
    photo = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ảnh",
        help_text="Ảnh chụp bằng điện thoại là được, ví dụ: ba quả na trên lá, chụp ngoài trời.",
    )
    alt = LineField(
        "mô tả ảnh", max_length=200, help_text="Tả ảnh cho người không nhìn thấy, ví dụ: Ba quả na vừa mở gai trên lá."
    )

    panels = [FieldPanel("photo"), FieldPanel("alt")]

    class Meta(Orderable.Meta):
        verbose_name = "ảnh sản phẩm"
        verbose_name_plural = "ảnh sản phẩm"


class Badge(Evidence):
    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="badges")

    class Meta(Orderable.Meta):
        verbose_name = "chứng nhận của sản phẩm"
        verbose_name_plural = "chứng nhận của sản phẩm"
