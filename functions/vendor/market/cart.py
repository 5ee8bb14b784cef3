"""The cart and its quote: what it would cost, delivered to one province, on one day.

The quote is worked out from the catalogue and the stock only; nothing that a browser sends has a price in it, except
what the shopper *saw*, which is compared and never charged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from market.catalogue import ProductBody, ShopRef
from market.money import ZERO, Dong, total
from market.parcels import DeliveryWindow
from market.shipping import MAX_PARCEL_GRAMS, Zone, arrives_fresh, delivery_window, fee, rule_for
from market.stock import Stock
from market.vouchers import Discount

# 30 lines keep the placing transaction under DynamoDB's 100 operations: a stock row each, and the order's own rows.
MAX_LINES = 30
MAX_QUANTITY = 99
# Each parcel adds a row, an outbox row and its share of the ledger to that transaction.
MAX_PARCELS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """``seen_price``: what one unit cost when the shopper last saw it."""

    product_id: str
    quantity: int
    seen_price: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product as it can be sold now: the published document's body and its stock row."""

    product: ProductBody
    stock: Stock
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """``problem`` is empty, or the Vietnamese sentence that says why the line cannot be ordered as it is. ``discount``
    is the line's own share of what a voucher takes off."""

    product_id: str
    revision: int
    product: ProductBody | None
    path: str
    quantity: int
    price: Dong
    amount: Dong
    weight_grams: int
    seen_price: Dong
    problem: str = ""
    discount: Dong = ZERO

    @property
    def change(self) -> str:
        """The sentence that says how the price moved since it was seen, or nothing."""
        if self.problem or self.price == self.seen_price:
            return ""
        name = self.product.name if self.product else self.product_id
        return f"{name}: giá đổi từ {self.seen_price} thành {self.price}."


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedParcel:
    """One shop's share of the cart, shipped by that shop's carrier."""

    shop: ShopRef
    lines: tuple[QuotedLine, ...]
    weight_grams: int
    goods: Dong
    fee: Dong
    fee_rule: str
    delivery: DeliveryWindow
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """``gone`` are lines whose product is no longer published. The sums leave out lines that cannot be ordered.
    ``discounts`` are taken off the goods, each a named row of the total."""

    province_code: str
    parcels: tuple[QuotedParcel, ...]
    gone: tuple[QuotedLine, ...]
    goods: Dong
    shipping: Dong
    discounts: tuple[Discount, ...] = ()

    @property
    def total(self) -> Dong:
        return self.goods + self.shipping - total(discount.amount for discount in self.discounts)

    @property
    def lines(self) -> tuple[QuotedLine, ...]:
        return tuple(line for parcel in self.parcels for line in parcel.lines) + self.gone

    @property
    def problems(self) -> tuple[str, ...]:
        found = [line.problem for line in self.lines] + [parcel.problem for parcel in self.parcels]
        return tuple(sentence for sentence in found if sentence)

    @property
    def changes(self) -> tuple[str, ...]:
        return tuple(line.change for line in self.lines if line.change)

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.parcels) and not self.problems


def quote(
    lines: Sequence[CartLine], offers: Mapping[str, Offer], *, province_code: str, zone: Zone, today: date
) -> Quote:
    """Price the lines for one destination, grouped by shop in the order in which the shops first appear.

    Two lines of one product share its stock: a line has a problem if the earlier ones leave too little for it.
    """
    quoted: list[QuotedLine] = []
    for asked in lines:
        taken = sum(earlier.quantity for earlier in quoted if earlier.product_id == asked.product_id)
        quoted.append(_quote_line(asked, offers.get(asked.product_id), zone, taken))
    by_shop: dict[str, list[QuotedLine]] = {}
    for line in quoted:
        if line.product:
            by_shop.setdefault(line.product.shop.id, []).append(line)
    parcels = tuple(_quote_parcel(shop_lines, zone, today) for shop_lines in by_shop.values())
    return Quote(
        province_code=province_code,
        parcels=parcels,
        gone=tuple(line for line in quoted if line.product is None),
        goods=total(parcel.goods for parcel in parcels),
        shipping=total(parcel.fee for parcel in parcels),
    )


def _quote_line(line: CartLine, offer: Offer | None, zone: Zone, taken: int) -> QuotedLine:
    if offer is None:
        return QuotedLine(
            product_id=line.product_id,
            revision=0,
            product=None,
            path="",
            quantity=line.quantity,
            price=line.seen_price,
            amount=Dong(0),
            weight_grams=0,
            seen_price=line.seen_price,
            problem="Một sản phẩm trong giỏ không còn bán. Hãy bỏ sản phẩm này khỏi giỏ.",
        )
    product, stock = offer.product, offer.stock
    problem = _why_not(line.quantity, taken, product, stock, zone)
    return QuotedLine(
        product_id=line.product_id,
        revision=stock.revision,
        product=product,
        path=offer.path,
        quantity=line.quantity,
        price=product.price,
        amount=Dong(0) if problem else product.price * line.quantity,
        weight_grams=0 if problem else product.weight_grams * line.quantity,
        seen_price=line.seen_price,
        problem=problem,
    )


def _why_not(quantity: int, taken: int, product: ProductBody, stock: Stock, zone: Zone) -> str:
    if not stock.on_sale or stock.available <= 0:
        return f"{product.name} đã hết hàng. Hãy bỏ khỏi giỏ hoặc chọn sản phẩm khác."
    # A program can send what no page of ours does; fewer than none would take money off the other lines.
    if quantity < 1 or taken + quantity > MAX_QUANTITY:
        return f"Số lượng {product.name} phải từ 1 đến {MAX_QUANTITY}. Hãy sửa số lượng."
    if stock.available < taken + quantity:
        return f"{product.name} chỉ còn {stock.available} {product.unit}. Hãy giảm số lượng."
    if not arrives_fresh(product.ship_policy, zone):
        return f"{product.name} là hàng tươi, chỉ giao trong miền Bắc. Hãy bỏ khỏi giỏ hoặc chọn nơi nhận khác."
    return ""


def _quote_parcel(lines: list[QuotedLine], zone: Zone, today: date) -> QuotedParcel:
    product = lines[0].product
    if product is None:
        raise ValueError("a parcel is made of lines that have a product")
    weight = sum(line.weight_grams for line in lines)
    rule = rule_for(product.shop.carrier, zone, today)
    too_heavy = f"Kiện hàng của {product.shop.name} nặng quá 30 kg. Hãy giảm số lượng hoặc chia thành hai đơn."
    return QuotedParcel(
        shop=product.shop,
        lines=tuple(lines),
        weight_grams=weight,
        goods=total(line.amount for line in lines),
        fee=fee(rule, weight) if weight else Dong(0),
        fee_rule=rule.id,
        delivery=delivery_window(rule, today),
        problem=too_heavy if weight > MAX_PARCEL_GRAMS else "",
    )
