"""What the CMS publishes and everybody else reads: documents, the contract between words and orders.

One document is one thing a person can look at. It is written in an outbox row with the change that made it, put in the
content bucket at :func:`content_key` and announced on the content queue. A lower revision never replaces a higher one,
unknown fields are ignored, an unknown major version is parked by the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from market.money import Dong
from market.vouchers import Voucher
from market.wire import Malformed, from_json, from_plain, to_json

SCHEMA_VERSION = "1.0"


class Kind(Enum):
    SITE = "site"
    STORY = "story"
    PROMOTION = "promotion"
    SPECIALTY = "specialty"
    SHOP = "shop"
    PRODUCT = "product"
    LOT = "lot"


class CarrierName(Enum):
    VIETTELPOST = "viettelpost"
    VNPOST = "vnpost"


class ShipPolicy(Enum):
    """Where fresh goods can still arrive fresh."""

    ANYWHERE = "anywhere"
    NORTH_ONLY = "north_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture beside the pages: paths on the shop's own host, sizes in pixels."""

    src: str
    width: int
    height: int
    alt: str
    thumb_src: str
    thumb_width: int
    thumb_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A claim with its evidence; shown only while valid. ``kind``: ocop, gi, vietgap, mark."""

    kind: str
    label: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None

    def is_valid(self, today: date) -> bool:
        return self.valid_from <= today and (self.valid_until is None or today <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRef:
    """What a product says of its shop, so that an order needs to read nothing more."""

    id: str
    name: str
    path: str
    household_name: str
    commune_code: str
    commune_name: str
    carrier: CarrierName
    hamlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductBody:
    """A product as sold: ``price`` in đồng for one ``unit`` (“kg”, “hộp 500 g”), ``weight_grams`` as shipped,
    ``net_grams`` as eaten (0 where a price per kg means nothing), ``harvest_months`` 1–12, empty for all the year."""

    name: str
    summary: str
    specialty: str
    unit: str
    price: Dong
    weight_grams: int
    net_grams: int
    harvest_months: tuple[int, ...]
    ship_policy: ShipPolicy
    shop: ShopRef
    pictures: tuple[Picture, ...]
    badges: tuple[Badge, ...] = ()
    description_html: str = ""
    price_note: str = ""
    sources: tuple[str, ...] = ()
    own_raw_produce: bool = False
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopBody:
    name: str
    household_name: str
    hamlet: str
    commune_code: str
    commune_name: str
    carrier: CarrierName
    onboarded_by: str
    verified_at: date | None
    intro_html: str
    picture: Picture | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of a story or promotion. ``kind``: heading (text), text (html), image (picture, text = caption),
    quote (text, attribution), product (product_id)."""

    kind: str
    text: str = ""
    html: str = ""
    attribution: str = ""
    product_id: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryBody:
    title: str
    summary: str
    author: str
    published_at: datetime
    picture: Picture | None
    blocks: tuple[Block, ...]
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionBody:
    """A provincial promotion page. Start and end are the document's ``valid_from`` and ``valid_until``. ``voucher`` is
    what it promises to whoever names the code: readers older than vouchers ignore it."""

    title: str
    summary: str
    organiser: str
    picture: Picture | None
    rules: tuple[str, ...]
    blocks: tuple[Block, ...]
    product_ids: tuple[str, ...]
    is_sample: bool = False
    voucher: Voucher | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """A story or promotion as the home page names it."""

    kind: Kind
    title: str
    summary: str
    path: str
    picture: Picture | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBody:
    """The home page and what every page carries: hotline, Zalo, the operator's legal lines."""

    title: str
    tagline: str
    picture: Picture | None
    hotline: str
    zalo: str
    legal_lines: tuple[str, ...]
    product_ids: tuple[str, ...]
    shop_ids: tuple[str, ...]
    teasers: tuple[Teaser, ...]


Body = SiteBody | StoryBody | PromotionBody | ShopBody | ProductBody

BODIES: dict[Kind, type[Body]] = {
    Kind.SITE: SiteBody,
    Kind.STORY: StoryBody,
    Kind.PROMOTION: PromotionBody,
    Kind.SHOP: ShopBody,
    Kind.PRODUCT: ProductBody,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``body`` is None for a tombstone: the thing is gone, and its page says so. ``path`` starts with a slash."""

    kind: Kind
    id: str
    revision: int
    path: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    body: Any = None
    schema_version: str = SCHEMA_VERSION

    @property
    def is_removed(self) -> bool:
        return self.body is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """The message on the content queue: which document has a new revision. It carries no content."""

    kind: Kind
    id: str
    revision: int


class UnknownVersion(Malformed):
    """A document of a newer major version: keep the last good one, park this one."""


def content_key(kind: Kind, id: str, revision: int) -> str:
    """Where one revision lies in the content bucket: never overwritten, so a reader sees a whole document or none."""
    return f"documents/{kind.value}/{id}/{revision:010d}.json"


def dump_document(document: Document) -> str:
    return to_json(document)


def load_document(text: str | bytes) -> Document:
    """Read a document with its typed body. Raises :class:`UnknownVersion` or :class:`~market.wire.Malformed`."""
    document = from_json(Document, text)
    if document.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise UnknownVersion(f"Document: version {document.schema_version}, this reader knows {SCHEMA_VERSION}")
    if document.body is None:
        return document
    if document.kind not in BODIES:
        raise UnknownVersion(f"Document: kind {document.kind.value} has no reader yet")
    body = from_plain(BODIES[document.kind], document.body)
    return Document(
        kind=document.kind,
        id=document.id,
        revision=document.revision,
        path=document.path,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        body=body,
        schema_version=document.schema_version,
    )


def named_products(document: Document) -> tuple[str, ...]:
    """Ids of the products whose price or name the document's page shows, each once, in order of appearance."""
    body = document.body
    ids: list[str] = []
    if isinstance(body, SiteBody | PromotionBody):
        ids += body.product_ids
    if isinstance(body, StoryBody | PromotionBody):
        ids += [block.product_id for block in body.blocks if block.product_id]
    return tuple(dict.fromkeys(ids))
