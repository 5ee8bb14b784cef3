"""No screen of the admin reads more rows because the province has more: what is asked for is bounded, not only quick.

How quick it is with 100,000 households is for ``make bench-admin`` to say; this holds on a busy machine too.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cms.demo.many import HOUSEHOLDS_OF_A_STORY, PRODUCTS_OF_A_SHOP, Made, make_many
from cms.registry.choosers import MOST_FOUND
from cms.registry.models import Household, Product, Shop
from cms.stories.models import StoryPage
from infra.local.bench.admin_walk import Admin, addresses

pytestmark = pytest.mark.django_db

# Households and stories: enough that every list fills its page, also one of a single commune or of a single name.
FEW, MANY = (1_800, 400), (3_600, 800)
MAX_ROWS, PAGE = 400, 25
# wagtail-localize asks twice for each page of a list whether it can be translated: a list shows 50.
MAX_QUERIES = 150


def walk() -> dict[str, tuple[int, int]]:
    admin = Admin()
    opened = {name: admin.open(address) for name, address in addresses().items()}
    return {name: (found.rows, found.queries) for name, found in opened.items()}


@pytest.mark.timeout(300)
def test_a_province_twice_as_large_costs_no_row_more() -> None:
    make_many(FEW[0], lambda _: None, stories=FEW[1])
    few = walk()
    make_many(MANY[0], lambda _: None, stories=MANY[1])
    many = walk()
    assert {name: rows for name, (rows, _) in many.items() if rows > MAX_ROWS} == {}
    assert {name: queries for name, (_, queries) in many.items() if queries > MAX_QUERIES} == {}
    # A rare name may fill a page that it did not fill before; what were unbounded would have grown by hundreds.
    grown = {name: (few[name][0], rows) for name, (rows, _) in many.items() if rows > few[name][0] + page_of(name)}
    assert grown == {}


def page_of(name: str) -> int:
    """A chooser looks for so many and no more; everything else shows a page."""
    return MOST_FOUND if ": chooser" in name else PAGE


def test_samples_are_whole_and_made_once() -> None:
    told: list[str] = []
    assert make_many(60, told.append) == Made(households=60, products=60 * PRODUCTS_OF_A_SHOP, stories=3)
    assert told[0].startswith("60/60 hộ")
    assert make_many(60, told.append) == Made(households=0, products=0, stories=0)
    assert make_many(70, told.append) == Made(households=10, products=10 * PRODUCTS_OF_A_SHOP, stories=0)
    counts = [Household.objects.count(), Shop.objects.count(), Product.objects.count()]
    assert counts == [70, 70, 70 * PRODUCTS_OF_A_SHOP]
    assert StoryPage.objects.count() == 70 // HOUSEHOLDS_OF_A_STORY
    for row in (Household.objects.first(), Shop.objects.last(), *Product.objects.all()[:20]):
        before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.full_clean()
        row.save()
        row.refresh_from_db()
        after = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        assert after == before, "written in bulk or by hand, a row is the same"


def test_common_words_are_searched_without_scoring_every_hit() -> None:
    """On SQLite, Wagtail's score would search everything once more for each hit."""
    make_many(200, lambda _: None)
    seen: list[str] = []

    def note(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(note):
        found = list(StoryPage.objects.autocomplete("chuyen mau"))
    assert found == list(StoryPage.objects.order_by("-pk")) or connection.vendor == "postgresql"
    assert len(found) == 10
    assert not [sql for sql in seen if "bm25" in sql]
