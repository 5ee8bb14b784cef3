"""The parts of a story as a reader gets them. A part that names something that is gone is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from market.catalogue import Block
from market.text import nfc
from wagtail.blocks.stream_block import StreamValue

from cms.publishing.pictures import published_picture
from cms.publishing.richtext import clean_html


def published_blocks(body: StreamValue) -> tuple[Block, ...]:
    parts = (_READERS[child.block_type](child.value) for child in body)
    return tuple(part for part in parts if part is not None)


def _heading(value: str) -> Block:
    return Block(kind="heading", text=nfc(value))


def _text(value: Any) -> Block:
    return Block(kind="text", html=clean_html(value.source))


def _image(value: Any) -> Block | None:
    picture = published_picture(value["photo"], nfc(value["alt"]))
    return Block(kind="image", picture=picture, text=nfc(value["caption"] or "")) if picture else None


def _quote(value: Any) -> Block:
    return Block(kind="quote", text=nfc(value["text"]), attribution=nfc(value["attribution"] or ""))


def _product(value: Any) -> Block | None:
    return Block(kind="product", product_id=value.public_id) if value else None


_READERS: dict[str, Callable[[Any], Block | None]] = {
    "heading": _heading,
    "text": _text,
    "image": _image,
    "quote": _quote,
    "product": _product,
}
