"""The codec: whatever the core can say comes back as it was, and nothing else is let in."""

from __future__ import annotations

import inspect
import json
import types
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from market import catalogue, events, ledger, messages, orders, parcels, stock
from market.catalogue import BODIES, Document, Kind, ProductBody, dump_document, load_document
from market.ledger import Entry, Leg
from market.money import Dong
from market.wire import Malformed, from_json, from_plain, to_json, to_plain

from tests.market.goods import MOMENTS, TEXT

MODULES = (catalogue, events, ledger, messages, orders, parcels, stock)
KINDS: list[type] = sorted(
    {
        kind
        for module in MODULES
        for kind in vars(module).values()
        if inspect.isclass(kind) and is_dataclass(kind) and kind is not Dong
    },
    key=lambda kind: f"{kind.__module__}.{kind.__name__}",
)
# An entry has a rule of its own and a document's body is of its kind: both are made by hand below.
FREE = [kind for kind in KINDS if kind not in (Entry, Document)]


def any_of(hint: Any) -> st.SearchStrategy[Any]:
    """Every value that a field of this type may hold."""
    plain = {str: TEXT, int: st.integers(), bool: st.booleans(), date: st.dates(), datetime: MOMENTS}
    if hint in plain:
        return plain[hint]
    if hint is Dong:
        return st.integers().map(Dong)
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*[st.none() if arg is type(None) else any_of(arg) for arg in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(any_of(get_args(hint)[0]), max_size=2).map(tuple)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return any_made(hint)


def any_made(kind: type) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: any_of(hint) for name, hint in get_type_hints(kind).items()})


def same_form(kind: type, value: Any) -> None:
    text = to_json(value)
    assert from_json(kind, text) == value
    assert from_json(kind, text.encode()) == value
    assert to_json(from_json(kind, text)) == text


quick = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


def test_the_modules_have_what_this_file_is_about() -> None:
    assert {"ProductBody", "SiteBody", "Order", "OrderParcel", "Party", "Leg", "StatusNotice", "Stock", "DrawAll"} <= {
        kind.__name__ for kind in KINDS
    }


@pytest.mark.parametrize("kind", FREE)
@quick
@given(data=st.data())
def test_everything_comes_back_as_it_was(kind: type, data: st.DataObject) -> None:
    same_form(kind, data.draw(any_made(kind)))


@given(st.lists(st.tuples(TEXT, st.integers().map(Dong)), max_size=4), MOMENTS)
def test_an_entry_comes_back_as_it_was(moves: list[tuple[str, Dong]], at: datetime) -> None:
    legs = [Leg(account=account, amount=signed) for account, amount in moves for signed in (amount, -amount)]
    same_form(Entry, Entry(id="x", occurred_at=at, legs=tuple(legs), rules=("r",)))


@pytest.mark.parametrize("kind", BODIES)
@quick
@given(data=st.data())
def test_a_document_comes_back_with_its_typed_body(kind: Kind, data: st.DataObject) -> None:
    document = Document(
        kind=kind,
        id=data.draw(TEXT),
        revision=data.draw(st.integers()),
        path=data.draw(TEXT),
        valid_from=data.draw(st.none() | MOMENTS),
        valid_until=data.draw(st.none() | MOMENTS),
        body=data.draw(st.none() | any_made(BODIES[kind])),
    )
    assert load_document(dump_document(document)) == document


def smallest(kind: type) -> dict[str, Any]:
    """One object of a kind as a wire has it, the same each time, with the fields that must be there and no others."""
    written = {}
    for field in fields(kind):
        if field.default is MISSING and field.default_factory is MISSING:
            written[field.name] = _smallest(get_type_hints(kind)[field.name])
    return written


def _smallest(hint: Any) -> Any:
    plain: dict[Any, Any] = {str: "", int: 0, bool: False, Dong: 0, date: "2026-11-24", datetime: "2026-11-24T10:00Z"}
    if hint in plain:
        return plain[hint]
    if type(None) in get_args(hint):
        return None
    if get_origin(hint) is tuple:
        return []
    return next(iter(hint)).value if issubclass(hint, Enum) else smallest(hint)


@pytest.mark.parametrize("kind", FREE)
def test_what_may_be_left_out_has_its_default(kind: type) -> None:
    value = from_plain(kind, smallest(kind))
    optional = [field for field in fields(kind) if field.name not in smallest(kind)]
    assert [getattr(value, field.name) for field in optional] == [field.default for field in optional]


@pytest.mark.parametrize("kind", FREE)
def test_a_missing_field_is_named(kind: type) -> None:
    whole = smallest(kind)
    for missing in whole:
        with pytest.raises(Malformed) as refused:
            from_plain(kind, {name: value for name, value in whole.items() if name != missing})
        assert str(refused.value) == f"{kind.__name__}.{missing}: missing"


@pytest.mark.parametrize("kind", FREE)
def test_no_field_takes_a_fraction(kind: type) -> None:
    for field in fields(kind):
        with pytest.raises(Malformed) as refused:
            from_plain(kind, smallest(kind) | {field.name: 1.5})
        assert str(refused.value).startswith(f"{kind.__name__}.{field.name}: expected ")


@pytest.mark.parametrize("kind", FREE)
def test_unknown_fields_are_ignored(kind: type) -> None:
    assert from_plain(kind, smallest(kind) | {"": None, "new_in_1_1": {"a": [1]}}) == from_plain(kind, smallest(kind))


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Sample:
    text: str = ""
    count: int = 0
    yes: bool = False
    price: Dong = Dong(0)  # noqa: RUF009
    colour: Colour = Colour.RED
    day: date = date(2026, 1, 1)
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    maybe: int | None = None
    many: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("field", "wrong", "wanted"),
    [
        ("count", True, "int"),
        ("count", False, "int"),
        ("count", "1", "int"),
        ("count", 1.0, "int"),
        ("count", float("nan"), "int"),
        ("count", None, "int"),
        ("count", [1], "int"),
        ("price", True, "whole đồng"),
        ("price", 45_000.0, "whole đồng"),
        ("price", "45000", "whole đồng"),
        ("yes", 1, "bool"),
        ("yes", "true", "bool"),
        ("yes", None, "bool"),
        ("text", None, "text"),
        ("text", 5, "text"),
        ("text", ["a"], "text"),
        ("text", "\ud800", "text"),
        ("colour", "blue", "one of red"),
        ("colour", "RED", "one of red"),
        ("colour", None, "one of red"),
        ("day", "2026-02-30", "a day in ISO 8601"),
        ("day", "2026-11-24T10:00:00Z", "a day in ISO 8601"),
        ("day", 20261124, "a day in ISO 8601"),
        ("at", "2026-11-24T10:00:00", "a time in ISO 8601 with its zone"),
        ("at", "2026-11-24", "a time in ISO 8601 with its zone"),
        ("at", "yesterday", "a time in ISO 8601 with its zone"),
        ("at", 1_795_000_000, "a time in ISO 8601 with its zone"),
        ("maybe", True, "int"),
        ("maybe", "", "int"),
        ("many", {}, "a list"),
        ("many", "12", "a list"),
        ("many", None, "a list"),
    ],
)
def test_types_are_strict(field: str, wrong: Any, wanted: str) -> None:
    with pytest.raises(Malformed) as refused:
        from_plain(Sample, {field: wrong})
    assert str(refused.value) == f"Sample.{field}: expected {wanted}"


def test_null_is_only_for_what_may_be_absent() -> None:
    assert from_plain(Sample, {"maybe": None, "many": [1, 2]}) == Sample(many=(1, 2))


def test_a_mistake_deep_inside_is_found_by_its_path() -> None:
    site = smallest(catalogue.SiteBody)
    teaser = smallest(catalogue.Teaser)
    picture = smallest(catalogue.Picture)
    site["teasers"] = [teaser, teaser | {"picture": picture | {"width": True}}]
    with pytest.raises(Malformed) as refused:
        from_plain(catalogue.SiteBody, site)
    assert str(refused.value) == "SiteBody.teasers[1].picture.width: expected int"


@pytest.mark.parametrize("value", [None, 1, "x", [], [{}], True])
def test_an_object_is_an_object(value: Any) -> None:
    with pytest.raises(Malformed, match=r"^Sample: expected an object$"):
        from_plain(Sample, value)


@pytest.mark.parametrize(
    "text",
    ["", "{", "nul", "{'a': 1}", b"\xff\xfe", "[" * 100_000, '{"a":' * 100_000, '{"count": ' + "9" * 5_000 + "}"],
    ids=["empty", "open", "half", "quotes", "bytes", "lists", "objects", "digits"],
)
def test_text_that_is_not_json_is_malformed_and_nothing_else(text: str | bytes) -> None:
    with pytest.raises(Malformed, match=r"^Sample: not JSON \(\w+\)$"):
        from_json(Sample, text)


def test_an_entry_that_does_not_add_up_is_malformed() -> None:
    legs = [{"account": "a", "amount": 1}]
    with pytest.raises(Malformed, match="does not add up to zero"):
        from_plain(Entry, {"id": "x", "occurred_at": "2026-11-24T10:00Z", "legs": legs})


def test_json_is_compact_keeps_vietnamese_and_the_order_of_the_fields() -> None:
    price = Sample(text="Lạng Sơn", price=Dong(45_000), many=(1,))
    assert to_json(price) == (
        '{"text":"Lạng Sơn","count":0,"yes":false,"price":45000,"colour":"red","day":"2026-01-01",'
        '"at":"2026-01-01T00:00:00+00:00","maybe":null,"many":[1]}'
    )


@pytest.mark.parametrize("value", [1.5, {1, 2}, b"bytes", object()])
def test_what_has_no_plain_form_is_a_mistake_of_ours(value: object) -> None:
    with pytest.raises(TypeError, match="has no plain form"):
        to_plain({"a": [value]})


def test_plain_values_are_json() -> None:
    assert json.loads(to_json({"a": (Dong(1), Colour.RED, None, True)})) == {"a": [1, "red", None, True]}


def test_a_product_is_read_with_every_type_it_has() -> None:
    assert isinstance(from_plain(ProductBody, smallest(ProductBody)).price, Dong)
