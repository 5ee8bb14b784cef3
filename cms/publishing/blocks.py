"""The parts of a written page as a reader gets them.

A part that names something that is gone, or that lacks what it cannot do without (a draft may), is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from market.catalogue import Block, Fact, Season
from market.places import LANG_SON, communes_of
from wagtail.blocks.stream_block import StreamValue

from cms.publishing.pictures import published_picture
from cms.publishing.richtext import clean_html
from cms.publishing.rows import one_line
from cms.stories.links import shop_href, video_href


def published_blocks(body: StreamValue) -> tuple[Block, ...]:
    parts = (_READERS[child.block_type](child.value) for child in body if child.block_type in _READERS)
    return tuple(part for part in parts if part is not None)


def seasons_of(rows: Iterable[Any]) -> tuple[Season, ...]:
    """Rows of a season calendar from values of a season block; one without a month says nothing."""
    read = ((one_line(row["label"]), _months(row["months"])) for row in rows)
    return tuple(Season(label=label, months=months) for label, months in read if months)


def _months(chosen: Any) -> tuple[int, ...]:
    return tuple(sorted({int(month) for month in chosen or []}))


def _heading(value: str) -> Block | None:
    text = one_line(value)
    return Block(kind="heading", text=text) if text else None


def _text(value: Any) -> Block | None:
    html = clean_html(value.source if value else "")
    return Block(kind="text", html=html) if html else None


def _image(value: Any) -> Block | None:
    picture = published_picture(value["photo"], one_line(value["alt"]))
    return Block(kind="image", picture=picture, text=one_line(value["caption"])) if picture else None


def _gallery(value: Any) -> Block | None:
    cut = (published_picture(row["photo"], one_line(row["alt"])) for row in value["pictures"])
    pictures = tuple(picture for picture in cut if picture)
    return Block(kind="gallery", pictures=pictures, text=one_line(value["caption"])) if pictures else None


def _quote(value: Any) -> Block | None:
    text = one_line(value["text"])
    return Block(kind="quote", text=text, attribution=one_line(value["attribution"])) if text else None


def _video(value: Any) -> Block | None:
    href, poster = video_href(value["href"] or ""), published_picture(value["poster"], one_line(value["alt"]))
    return Block(kind="video", href=href, picture=poster, text=one_line(value["title"])) if href and poster else None


def _product(value: Any) -> Block | None:
    return Block(kind="product", product_id=value.public_id) if value else None


def _shop(value: Any) -> Block | None:
    return Block(kind="shop", shop_id=value.public_id) if value else None


def _facts(value: Any) -> Block | None:
    read = (Fact(label=one_line(row["label"]), value=one_line(row["value"])) for row in value["rows"])
    facts = tuple(fact for fact in read if fact.label and fact.value)
    return Block(kind="facts", text=one_line(value["caption"]), facts=facts) if facts else None


def _calendar(value: Any) -> Block | None:
    seasons = seasons_of(value["seasons"])
    return Block(kind="calendar", text=one_line(value["caption"]), seasons=seasons) if seasons else None


def _map(value: Any) -> Block | None:
    chosen = set(value["communes"] or [])
    codes = tuple(commune.code for commune in communes_of(LANG_SON) if commune.code in chosen)
    return Block(kind="map", text=one_line(value["caption"]), commune_codes=codes) if codes else None


def _action(value: Any) -> Block | None:
    text, href = one_line(value["text"]), shop_href(value["href"] or "")
    return Block(kind="action", text=text, href=href) if text and href else None


_READERS: dict[str, Callable[[Any], Block | None]] = {
    "heading": _heading,
    "text": _text,
    "image": _image,
    "gallery": _gallery,
    "quote": _quote,
    "video": _video,
    "product": _product,
    "shop": _shop,
    "facts": _facts,
    "calendar": _calendar,
    "map": _map,
    "action": _action,
}
