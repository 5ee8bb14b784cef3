"""Dataclasses to plain JSON values and back, from their own type hints: one codec for documents, orders, messages."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from market.money import Dong

T = TypeVar("T")


class Malformed(ValueError):
    """A value from outside that does not have the promised form; the message says where and why."""


def to_plain(value: Any) -> Any:
    """JSON-ready form: đồng as integers, times as ISO 8601, enums as their value, dataclasses as objects."""
    if value is None or isinstance(value, str | bool | int):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Dong):
        return value.amount
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} has no plain form")


def to_json(value: Any) -> str:
    """Compact JSON text, non-ASCII kept, keys in the order of the fields."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_plain(kind: type[T], value: Any) -> T:
    """The reverse of :func:`to_plain`. Unknown fields are ignored; a missing or wrong one raises :class:`Malformed`."""
    try:
        reader: Callable[[Any], T] = _reader(cast(Hashable, kind))
        return reader(value)
    except Malformed as problem:
        raise Malformed(f"{getattr(kind, '__name__', kind)}{problem}") from None


def from_json(kind: type[T], text: str | bytes) -> T:
    """Parse and read; raises :class:`Malformed` for text that is not JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        # ValueError also stands for bytes that are not UTF-8 and for a number of thousands of digits.
        raise Malformed(f"{getattr(kind, '__name__', kind)}: not JSON ({type(problem).__name__})") from None
    return from_plain(kind, value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How to read one type, worked out once: reading is on the path of every request."""
    if kind is Any:
        return lambda value: value
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_optional(kind)
    if origin is tuple:
        return _read_tuple(get_args(kind)[0])
    if origin is dict:
        return _read_dict(get_args(kind)[1])
    if is_dataclass(kind) and kind is not Dong:
        return _read_dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _converted(kind, str, "one of " + ", ".join(str(m.value) for m in kind))
    if kind is Dong:
        return _converted(Dong, int, "whole đồng")
    if kind is datetime:
        return _converted(_moment, str, "a time in ISO 8601 with its zone")
    if kind is date:
        return _converted(date.fromisoformat, str, "a day in ISO 8601")
    if kind is str:
        return _converted(_text, str, "text")
    return _converted(lambda value: value, kind, kind.__name__)


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment


def _text(value: str) -> str:
    """JSON can name half of a surrogate pair, which no store and no page can hold: it has no UTF-8."""
    value.encode()
    return value


def _converted(convert: Callable[[Any], Any], plain: type, wanted: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        # type() and not isinstance(): True is an int to Python, and not a quantity to us.
        if type(value) is not plain:
            raise Malformed(f": expected {wanted}")
        try:
            return convert(value)
        except ValueError:
            raise Malformed(f": expected {wanted}") from None

    return read


def _read_optional(kind: Any) -> Callable[[Any], Any]:
    inner = _reader(next(arg for arg in get_args(kind) if arg is not type(None)))
    return lambda value: None if value is None else inner(value)


def _read_tuple(item: Any) -> Callable[[Any], Any]:
    inner = _reader(item)

    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise Malformed(": expected a list")
        return tuple(_within(f"[{i}]", inner, entry) for i, entry in enumerate(value))

    return read


def _read_dict(item: Any) -> Callable[[Any], Any]:
    inner = _reader(item)

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Malformed(": expected an object")
        return {key: _within(f"[{key}]", inner, entry) for key, entry in value.items()}

    return read


def _read_dataclass(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    plan = [
        (f.name, _reader(hints[f.name]), f.default is MISSING and f.default_factory is MISSING) for f in fields(kind)
    ]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Malformed(": expected an object")
        found = {}
        for name, inner, required in plan:
            if name in value:
                found[name] = _within(f".{name}", inner, value[name])
            elif required:
                raise Malformed(f".{name}: missing")
        try:
            return kind(**found)
        except ValueError as problem:
            raise Malformed(f": {problem}") from None

    return read


def _within(place: str, inner: Callable[[Any], Any], value: Any) -> Any:
    try:
        return inner(value)
    except Malformed as problem:
        raise Malformed(f"{place}{problem}") from None
