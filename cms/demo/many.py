"""A whole province of samples, to see how the CMS stands it: households, each with a shop and three products.

Rows are written in bulk, past the signals: nothing of it is announced to the shop by itself (``publish --all`` does
that). The same number gives the same rows each time, so that two measurements are of the same thing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from django.db import connection, transaction
from market.catalogue import Language

from cms.demo.goods import PRODUCTS
from cms.demo.samples import SAMPLE_SENTENCE, SampleProduct
from cms.publishing.followers import written_once
from cms.registry.models import Commune, Household, Product, Shop
from cms.stories.models import HomePage, StoryPage
from cms.translating import versions

PRODUCTS_OF_A_SHOP = 3
# As many stories as a busy province would write in years.
HOUSEHOLDS_OF_A_STORY = 20
BATCH = 1_000
STORIES_AT_ONCE = 100
SHOP_PREFIX, PRODUCT_PREFIX = "gh-mau-", "sp-mau-"
STORY_PREFIX = "chuyen-mau-"

FAMILIES = ("Hoàng", "Nông", "Lương", "Vi", "Lý", "Triệu", "Hà", "Chu", "Đàm", "Bế", "Nguyễn", "Trần", "Dương", "Lộc")
MIDDLES = {"bà": ("Thị", "Thúy", "Minh"), "ông": ("Văn", "Đức", "Công")}
GIVEN = {
    "bà": ("Mến", "Liễu", "Hạnh", "Đào", "Huệ", "Thơm", "Nhung", "Sen", "Ngân", "Yến", "Hồi", "Quế"),
    "ông": ("Thắng", "Đông", "Bằng", "Lâm", "Sơn", "Phú", "Kiên", "Tài", "Đạt", "Hùng", "Mạnh", "Ích"),
}
HAMLETS = ("Quán Thanh", "Bản Coóng", "Yên Lãng", "Lũng Cút", "Nà Pàn", "Khòn Lạc", "Đồng Ngầu", "Pò Mã", "Bản Đẩy")
GROUNDS = ("Vườn", "Nương", "Rừng", "Trại", "Đồi")
GRADES = ("loại 1", "loại 2", "quả to", "mới hái", "vụ sớm", "hộp biếu", "bán sỉ")


Row = TypeVar("Row", Household, Shop, Product)


@dataclass(frozen=True, kw_only=True)
class Made:
    """How many rows of each were added by this call; those of an earlier one are left as they are."""

    households: int
    products: int
    stories: int


def make_many(households: int, say: Callable[[str], object], *, stories: int | None = None) -> Made:
    """Add samples until there are so many households with their shops and products, and so many stories (one for twenty
    households unless told). A call that was cut short goes on where it stopped; the same call again adds nothing.
    ``say`` is told how far it is."""
    communes = list(Commune.objects.order_by("code").values_list("code", flat=True))
    began, there = time.monotonic(), Shop.objects.filter(public_id__startswith=SHOP_PREFIX).count()
    for first in range(there, households, BATCH):
        last = min(first + BATCH, households)
        _add_households(range(first, last), communes)
        say(_progress("hộ", last, households, there, time.monotonic() - began))
    with connection.cursor() as cursor:
        # The database would plan for the empty tables that it knew until it gets round to counting them.
        cursor.execute("ANALYZE")
    written = _add_stories(households // HOUSEHOLDS_OF_A_STORY if stories is None else stories, say)
    added = max(households - there, 0)
    return Made(households=added, products=added * PRODUCTS_OF_A_SHOP, stories=written)


def _progress(what: str, done: int, wanted: int, before: int, seconds: float) -> str:
    left = seconds / max(done - before, 1) * (wanted - done)
    return f"{_number(done)}/{_number(wanted)} {what}, còn khoảng {_number(round(left))} giây"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@transaction.atomic
def _add_households(numbers: range, communes: list[str]) -> None:
    households = Household.objects.bulk_create([_household(number, communes) for number in numbers])
    shops = Shop.objects.bulk_create(_shop(number, house) for number, house in zip(numbers, households, strict=True))
    goods = (one for number, shop in zip(numbers, shops, strict=True) for one in _products(number, shop))
    Product.objects.bulk_create(list(goods), batch_size=BATCH)


def _household(number: int, communes: list[str]) -> Household:
    by_chance = Random(number)  # noqa: S311 — samples, not secrets
    title = by_chance.choice(("bà", "ông"))
    name = " ".join(by_chance.choice(part) for part in (FAMILIES, MIDDLES[title], GIVEN[title]))
    return _named(
        Household(
            name=f"Hộ {title} {name}",
            phone=f"+84912{number % 1_000_000:06}",
            commune_id=communes[number % len(communes)],
            hamlet=f"thôn {by_chance.choice(HAMLETS)}",
            is_sample=True,
        )
    )


def _shop(number: int, household: Household) -> Shop:
    by_chance = Random(f"shop {number}")  # noqa: S311
    owner = household.name.removeprefix("Hộ ")
    return _named(
        Shop(
            public_id=f"{SHOP_PREFIX}{number:06}",
            slug=f"{SHOP_PREFIX}{number:06}",
            name=f"{by_chance.choice(GROUNDS)} nhà {owner}",
            household=household,
            carrier=by_chance.choice(("viettelpost", "vnpost")),
            onboarded_by="Dữ liệu mẫu",
            intro=f"<p><i>{SAMPLE_SENTENCE}</i></p>",
            is_sample=True,
        )
    )


def _products(number: int, shop: Shop) -> Iterator[Product]:
    by_chance = Random(f"goods {number}")  # noqa: S311
    for place, like in enumerate(by_chance.sample(PRODUCTS, PRODUCTS_OF_A_SHOP)):
        yield _named(_product(f"{PRODUCT_PREFIX}{number:06}-{place}", like, shop, by_chance))


def _product(public_id: str, like: SampleProduct, shop: Shop, by_chance: Random) -> Product:
    return Product(
        public_id=public_id,
        slug=public_id,
        shop=shop,
        name=f"{like.name} {by_chance.choice(GRADES)}",
        summary=like.summary,
        specialty=like.specialty,
        unit=like.unit,
        price=like.price + by_chance.randrange(-5, 6) * 1_000,
        price_note=like.price_note,
        weight_grams=like.weight_grams,
        net_grams=like.net_grams,
        harvest_months=list(like.months),
        ship_policy="north_only" if like.north_only else "anywhere",
        description=f"<p><i>{SAMPLE_SENTENCE}</i></p>",
        own_raw_produce=like.raw,
        is_sample=True,
    )


def _named(row: Row) -> Row:
    """What ``save`` would do, which writing in bulk goes past."""
    row.note_name()
    return row


def _add_stories(wanted: int, say: Callable[[str], object]) -> int:
    """Written one by one, as Wagtail's tree of pages demands; each is announced as an editor's would be."""
    home = HomePage.objects.get(locale=versions.locale_of(Language.VIETNAMESE))
    began, there = time.monotonic(), StoryPage.objects.filter(slug__startswith=STORY_PREFIX).count()
    for first in range(there, wanted, STORIES_AT_ONCE):
        last = min(first + STORIES_AT_ONCE, wanted)
        with transaction.atomic(), written_once():
            for number in range(first, last):
                home.add_child(instance=_story(number))
        say(_progress("bài", last, wanted, there, time.monotonic() - began))
    return max(wanted - there, 0)


def _story(number: int) -> StoryPage:
    by_chance = Random(f"story {number}")  # noqa: S311
    like = by_chance.choice(PRODUCTS)
    return StoryPage(
        title=f"{like.specialty}: chuyện mẫu số {number + 1}",
        slug=f"{STORY_PREFIX}{number:05}",
        summary=like.summary,
        author="Ban biên tập Chợ Xứ Lạng",
        body=[("text", f"<p>{like.summary}</p><p><i>{SAMPLE_SENTENCE}</i></p>")],
        is_sample=True,
    )
