"""Published documents: which versions are read, what a tombstone is, which products a page depends on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.catalogue import (
    BODIES,
    SCHEMA_VERSION,
    Badge,
    Block,
    Document,
    Kind,
    PromotionBody,
    ShopBody,
    SiteBody,
    StoryBody,
    UnknownVersion,
    content_key,
    dump_document,
    load_document,
    named_products,
)
from market.wire import Malformed

from tests.market.goods import NOW, product

PRODUCT = Document(kind=Kind.PRODUCT, id="sp-1", revision=7, path="/san-pham/mang-ot", body=product())


def written(document: Document = PRODUCT, **changes: object) -> str:
    return json.dumps(json.loads(dump_document(document)) | changes)


def test_a_document_is_written_with_the_version_of_its_form() -> None:
    assert json.loads(dump_document(PRODUCT))["schema_version"] == SCHEMA_VERSION == "1.1"


def test_a_document_comes_back_with_all_that_is_around_its_body() -> None:
    timed = replace(PRODUCT, valid_from=NOW, valid_until=NOW + timedelta(days=10), schema_version="1.3")
    assert load_document(dump_document(timed)) == timed


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.99", "1"])
def test_minor_versions_are_read(version: str) -> None:
    assert load_document(written(schema_version=version)) == replace(PRODUCT, schema_version=version)


@pytest.mark.parametrize("version", ["2.0", "10.0", "0.9", "", "one", " 1.0", "v1.0"])
@pytest.mark.parametrize("document", [PRODUCT, replace(PRODUCT, body=None)], ids=["whole", "tombstone"])
def test_another_major_version_is_told_apart_from_a_broken_document(version: str, document: Document) -> None:
    with pytest.raises(UnknownVersion) as refused:
        load_document(written(document, schema_version=version))
    assert str(refused.value) == f"Document: version {version}, this reader knows 1.1"


def test_a_later_minor_version_may_say_more_than_we_know() -> None:
    body = json.loads(dump_document(PRODUCT))["body"]
    text = written(body=body | {"carbon_grams": 12, "shop": body["shop"] | {"rating": 5}}, languages=["vi"])
    assert load_document(text) == PRODUCT


@pytest.mark.parametrize("kind", Kind)
def test_a_tombstone_of_every_kind_is_read(kind: Kind) -> None:
    gone = Document(kind=kind, id="x", revision=3, path="/x")
    assert gone.is_removed
    assert load_document(dump_document(gone)) == gone
    assert '"body":null' in dump_document(gone)


def test_a_document_without_a_body_field_is_a_tombstone() -> None:
    short = {name: value for name, value in json.loads(dump_document(PRODUCT)).items() if name != "body"}
    assert load_document(json.dumps(short)).is_removed
    assert not PRODUCT.is_removed


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(BODIES), key=str))
def test_a_kind_that_nobody_reads_yet_waits_for_its_reader(kind: Kind) -> None:
    with pytest.raises(UnknownVersion, match=f"kind {kind.value} has no reader yet"):
        load_document(written(kind=kind.value))


def test_only_kinds_of_lots_wait_for_a_reader() -> None:
    assert set(Kind) - set(BODIES) == {Kind.LOT}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "voucher"}, "Document.kind: expected one of "),
        ({"revision": "7"}, "Document.revision: expected int"),
        ({"revision": True}, "Document.revision: expected int"),
        ({"id": None}, "Document.id: expected text"),
        ({"valid_from": "2026-11-24T00:00:00"}, "Document.valid_from: expected a time in ISO 8601 with its zone"),
        ({"body": []}, "ProductBody: expected an object"),
        ({"body": {}}, "ProductBody.name: missing"),
        ({"kind": "story"}, "StoryBody.title: missing"),
        ({"schema_version": 1}, "Document.schema_version: expected text"),
    ],
)
def test_a_broken_document_is_malformed_and_not_of_another_version(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(Malformed) as refused:
        load_document(written(**changes))
    assert str(refused.value).startswith(problem)
    assert not isinstance(refused.value, UnknownVersion)


def test_a_revision_has_a_place_of_its_own() -> None:
    assert content_key(Kind.PRODUCT, "sp-1", 42) == "documents/product/sp-1/0000000042.json"


@given(st.lists(st.integers(1, 9_999_999_999), unique=True))
def test_places_sort_as_their_revisions_do(revisions: list[int]) -> None:
    keys = [content_key(Kind.STORY, "x", revision) for revision in sorted(revisions)]
    assert keys == sorted(set(keys))


def blocks(*ids: str) -> tuple[Block, ...]:
    return tuple(Block(kind="product", product_id=id) if id else Block(kind="heading", text="Mùa na") for id in ids)


STORY = StoryBody(
    title="", summary="", author="", published_at=NOW, picture=None, blocks=blocks("b", "", "a", "b", "c")
)
PROMOTION = PromotionBody(
    title="",
    summary="",
    organiser="",
    picture=None,
    rules=(),
    blocks=blocks("d", "a", ""),
    product_ids=("c", "a", "c"),
)
SITE = SiteBody(
    title="",
    tagline="",
    picture=None,
    hotline="",
    zalo="",
    legal_lines=(),
    product_ids=("z", "a", "z"),
    shop_ids=("gh-1",),
    teasers=(),
)
SHOP = ShopBody(
    name="",
    household_name="",
    hamlet="",
    commune_code="",
    commune_name="",
    carrier=product().shop.carrier,
    onboarded_by="",
    verified_at=None,
    intro_html="",
)


@pytest.mark.parametrize(
    ("kind", "body", "named"),
    [
        (Kind.STORY, STORY, ("b", "a", "c")),
        (Kind.PROMOTION, PROMOTION, ("c", "a", "d")),
        (Kind.SITE, SITE, ("z", "a")),
        (Kind.SHOP, SHOP, ()),
        (Kind.PRODUCT, product(), ()),
        (Kind.STORY, None, ()),
    ],
)
def test_a_page_names_each_of_its_products_once_in_order(kind: Kind, body: object, named: tuple[str, ...]) -> None:
    assert named_products(Document(kind=kind, id="x", revision=1, path="/x", body=body)) == named


@pytest.mark.parametrize(
    ("today", "valid"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 11, 24), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_claim_holds_from_its_first_day_to_its_last(today: date, valid: bool) -> None:
    badge = Badge(
        kind="ocop", label="", number="", issuer="", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31)
    )
    assert badge.is_valid(today) is valid
    assert replace(badge, valid_until=None).is_valid(today) is (today >= date(2026, 1, 1))
