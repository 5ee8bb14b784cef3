"""What editors write, as it is published: the bodies of stories, specialties, promotions, plain pages and the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from market.kinds import Kind, Language
from market.pictures import Badge, Picture
from market.vouchers import Voucher


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of a table of facts: “Vùng trồng”, “Chi Lăng, Hữu Lũng”."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """One row of a season calendar; ``months`` are 1–12."""

    label: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of a written page. ``kind`` says which fields are filled:

    heading (text), text (html), image (picture, text = caption), gallery (pictures, text = caption), quote (text,
    attribution), video (href on an allowed host, picture = poster, text = title), product (product_id), shop (shop_id),
    facts (text = caption, facts), calendar (text = caption, seasons), map (text = caption, commune_codes of 2025),
    action (text = what the button says, href: a path of the shop, tel: or https:). A reader leaves out a kind that it
    does not know."""

    kind: str
    text: str = ""
    html: str = ""
    attribution: str = ""
    href: str = ""
    product_id: str = ""
    shop_id: str = ""
    picture: Picture | None = None
    pictures: tuple[Picture, ...] = ()
    facts: tuple[Fact, ...] = ()
    seasons: tuple[Season, ...] = ()
    commune_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What search engines and link previews are told, where it is not the page's own title, summary and picture."""

    title: str = ""
    description: str = ""
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
    found: Found = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionBody:
    """A provincial promotion page. Start and end are the document's ``valid_from`` and ``valid_until``. ``voucher`` is
    what it promises to whoever names the code. ``commune_codes``: the communes that it is about, empty for all."""

    title: str
    summary: str
    organiser: str
    picture: Picture | None
    rules: tuple[str, ...]
    blocks: tuple[Block, ...]
    product_ids: tuple[str, ...]
    is_sample: bool = False
    voucher: Voucher | None = None
    shop_ids: tuple[str, ...] = ()
    commune_codes: tuple[str, ...] = ()
    found: Found = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyBody:
    """A specialty of the province. ``seasons``: when it is picked, sort by sort. ``badges``: its protected origin and
    other claims with their evidence. ``choosing_html`` and ``keeping_html``: how to choose and how to keep it.
    ``product_ids``: those chosen by the editors, then the newest on sale, a page's worth."""

    title: str
    summary: str
    picture: Picture | None
    seasons: tuple[Season, ...]
    commune_codes: tuple[str, ...]
    badges: tuple[Badge, ...]
    choosing_html: str
    keeping_html: str
    blocks: tuple[Block, ...]
    product_ids: tuple[str, ...]
    sources: tuple[str, ...] = ()
    is_sample: bool = False
    found: Found = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainBody:
    """A plain page: about, terms, privacy, how ranking works, complaints. ``updated_at`` is said under its title."""

    title: str
    summary: str
    blocks: tuple[Block, ...]
    updated_at: datetime
    found: Found = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """A written page as the home page names it, in its own ``language``: a page without a translation is named by its
    Vietnamese one. ``months`` of a specialty: when it is in season."""

    kind: Kind
    title: str
    summary: str
    path: str
    picture: Picture | None = None
    valid_until: datetime | None = None
    valid_from: datetime | None = None
    months: tuple[int, ...] = ()
    language: Language = Language.VIETNAMESE


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLink:
    """``path`` on the shop's own host, or an address with https: or tel:. ``language``: that of label and page."""

    label: str
    path: str
    language: Language = Language.VIETNAMESE


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A line over every page, shown by the reader's clock from ``valid_from`` until ``valid_until``."""

    text: str
    path: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBody:
    """The home page and what every page carries: hotline, Zalo, the operator's legal lines, menus and banner.

    There is one for each language, with the id that :func:`market.catalogue.site_id` gives."""

    title: str
    tagline: str
    picture: Picture | None
    hotline: str
    zalo: str
    legal_lines: tuple[str, ...]
    product_ids: tuple[str, ...]
    shop_ids: tuple[str, ...]
    teasers: tuple[Teaser, ...]
    menu: tuple[MenuLink, ...] = ()
    footer: tuple[MenuLink, ...] = ()
    banner: Banner | None = None
    found: Found = Found()
