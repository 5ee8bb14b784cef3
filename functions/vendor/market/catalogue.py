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

from market.editorial import (
    Banner,
    Block,
    Fact,
    Found,
    MenuLink,
    PlainBody,
    PromotionBody,
    Season,
    SiteBody,
    SpecialtyBody,
    StoryBody,
    Teaser,
)
from market.kinds import Kind, Language
from market.money import Dong
from market.pictures import Badge, Picture
from market.wire import Malformed, from_json, from_plain, to_json

# One door for the whole contract: who reads or writes documents imports from here.
__all__ = [
    "BODIES",
    "SCHEMA_VERSION",
    "Announcement",
    "Badge",
    "Banner",
    "Block",
    "Body",
    "CarrierName",
    "Document",
    "Fact",
    "Found",
    "Kind",
    "Language",
    "MenuLink",
    "Picture",
    "PlainBody",
    "ProductBody",
    "PromotionBody",
    "Season",
    "ShipPolicy",
    "ShopBody",
    "ShopRef",
    "SiteBody",
    "SpecialtyBody",
    "StoryBody",
    "Teaser",
    "Translation",
    "UnknownVersion",
    "content_key",
    "dump_document",
    "load_document",
    "named_products",
    "named_shops",
    "site_id",
    "turning_points",
]

SCHEMA_VERSION = "1.1"


class CarrierName(Enum):
    VIETTELPOST = "viettelpost"
    VNPOST = "vnpost"


class ShipPolicy(Enum):
    """Where fresh goods can still arrive fresh."""

    ANYWHERE = "anywhere"
    NORTH_ONLY = "north_only"


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


Body = SiteBody | StoryBody | PromotionBody | SpecialtyBody | PlainBody | ShopBody | ProductBody

BODIES: dict[Kind, type[Body]] = {
    Kind.SITE: SiteBody,
    Kind.STORY: StoryBody,
    Kind.PROMOTION: PromotionBody,
    Kind.SPECIALTY: SpecialtyBody,
    Kind.PAGE: PlainBody,
    Kind.SHOP: ShopBody,
    Kind.PRODUCT: ProductBody,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same page in another language, or in its own."""

    language: Language
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``body`` is None for a tombstone: the thing is gone, and its page says so. ``path`` starts with a slash.
    ``translations`` are those that are live, this one included; empty where there is but one."""

    kind: Kind
    id: str
    revision: int
    path: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    body: Any = None
    schema_version: str = SCHEMA_VERSION
    language: Language = Language.VIETNAMESE
    translations: tuple[Translation, ...] = ()

    @property
    def is_removed(self) -> bool:
        return self.body is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """The message on the content queue: which document has a new revision. It carries no content."""

    kind: Kind
    id: str
    revision: int


WRITTEN = StoryBody | PromotionBody | SpecialtyBody | PlainBody


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
        language=document.language,
        translations=document.translations,
    )


def named_products(document: Document) -> tuple[str, ...]:
    """Ids of the products whose price or name the document's page shows, each once, in order of appearance."""
    body = document.body
    ids: list[str] = []
    if isinstance(body, SiteBody | PromotionBody | SpecialtyBody):
        ids += body.product_ids
    if isinstance(body, WRITTEN):
        ids += [block.product_id for block in body.blocks if block.product_id]
    return tuple(dict.fromkeys(ids))


def named_shops(document: Document) -> tuple[str, ...]:
    """Ids of the shops that the document's page names, each once, in order of appearance."""
    body = document.body
    ids: list[str] = []
    if isinstance(body, SiteBody | PromotionBody):
        ids += body.shop_ids
    if isinstance(body, WRITTEN):
        ids += [block.shop_id for block in body.blocks if block.shop_id]
    return tuple(dict.fromkeys(ids))


def turning_points(document: Document) -> tuple[datetime, ...]:
    """The moments at which the document's page says something else by the clock alone: a promotion's start and end, and
    on the home page those of the banner and of every promotion that it names. In no order, some perhaps twice."""
    spans: list[Document | Banner | Teaser] = [document]
    if isinstance(document.body, SiteBody):
        spans += [*([document.body.banner] if document.body.banner else []), *document.body.teasers]
    return tuple(moment for span in spans for moment in (span.valid_from, span.valid_until) if moment)


def site_id(language: Language) -> str:
    """The id of the site's document in a language: ``home`` for Vietnamese, else ``home-en``, ``home-zh``."""
    return "home" if language is Language.VIETNAMESE else f"home-{language.value}"
