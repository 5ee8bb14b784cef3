"""The OpenAPI 3.1 document of the programs' interface, made from the very types and refusals that the views use."""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from chalice.app import Response
from market.money import Dong
from market.refusals import Busy, InvalidInput, Refused
from market.vouchers import REFUSALS

from chalicelib.usecases.carts import CartFull, NotOnSale, WrongOperation, WrongQuantity
from chalicelib.usecases.checkout import EmptyCart, KeyReused, QuoteChanged, TooManyParcels
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.web import api_messages as messages
from chalicelib.web import cart_messages
from chalicelib.web.answers import STATUSES, plain
from chalicelib.web.api import UnknownCart, UnknownProvince, WrongBody
from chalicelib.web.checkout_pages import KEY
from chalicelib.web.requests import UnreadableBody
from chalicelib.web.routes import Routes
from chalicelib.web.webhooks import NoSuchSource, NotReadable, NotSigned

routes = Routes(__name__)
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route as a program sees it. ``parameters`` are those beside the path's own."""

    method: str
    path: str
    id: str
    summary: str
    answer: type | None
    body: type | None = None
    status: int = 200
    refusals: tuple[type[Refused], ...] = ()
    parameters: tuple[Schema, ...] = ()
    needs_token: bool = False
    takes_raw: bool = False


def _parameter(name: str, place: str, words: str, schema: Schema, *, required: bool = True) -> Schema:
    text = {"type": "string", **schema}
    return {"name": name, "in": place, "required": required, "description": words, "schema": text}


_TO = "The two-digit statistics code of the province that it is delivered to."
_CODE = "The code of a voucher to take off the goods, as people type it."
_ONCE = "Names this order: the same key again answers the same order and places no other."
_PROVINCE = _parameter("province", "query", _TO, {"pattern": "^[0-9]{2}$"})
_VOUCHER = _parameter("voucher", "query", _CODE, {}, required=False)
_KEY = _parameter("Idempotency-Key", "header", _ONCE, {"pattern": f"^{KEY.pattern}$"})

OPERATIONS = (
    Operation(
        method="POST",
        path="/api/v1/carts",
        id="makeCart",
        summary="A fresh, empty cart; nothing is stored before something is put in",
        answer=cart_messages.CartMessage,
        status=201,
    ),
    Operation(
        method="POST",
        path="/api/v1/carts/{cart_id}/lines",
        id="addLine",
        summary="Put units of a product into the cart; under the same operation_id a second call adds nothing more",
        body=cart_messages.AddLine,
        answer=cart_messages.CartMessage,
        refusals=(UnreadableBody, WrongBody, WrongQuantity, WrongOperation, UnknownCart, NotOnSale, CartFull),
    ),
    Operation(
        method="GET",
        path="/api/v1/carts/{cart_id}/quote",
        id="quoteCart",
        summary="What the cart costs now, delivered to a province, parcel by parcel",
        answer=messages.QuoteMessage,
        parameters=(_PROVINCE, _VOUCHER),
        refusals=(UnknownCart, UnknownProvince, *REFUSALS),
    ),
    Operation(
        method="POST",
        path="/api/v1/orders",
        id="placeOrder",
        summary="Place the order that was seen, at the price that was seen, once for each Idempotency-Key",
        body=messages.NewOrder,
        answer=messages.PlacedMessage,
        status=201,
        parameters=(_KEY,),
        refusals=(
            UnreadableBody,
            WrongBody,
            InvalidInput,
            KeyReused,
            UnknownCart,
            EmptyCart,
            TooManyParcels,
            QuoteChanged,
            *REFUSALS,
            Busy,
        ),
    ),
    Operation(
        method="GET",
        path="/api/v1/orders/{code}",
        id="showOrder",
        summary="The order, its parcels and how to pay it, for the bearer of its token",
        answer=messages.OrderMessage,
        refusals=(NoSuchOrder,),
        needs_token=True,
    ),
    Operation(
        method="GET",
        path="/api/v1/provinces/{code}/communes",
        id="listCommunes",
        summary="The communes of a province, as they are since 1 July 2025",
        answer=messages.CommunesMessage,
        refusals=(UnknownProvince,),
    ),
    Operation(
        method="GET",
        path="/api/v1/openapi.json",
        id="describe",
        summary="This document",
        answer=None,
    ),
    Operation(
        method="POST",
        path="/webhooks/{source}",
        id="receiveCallback",
        summary="A callback of a payment provider or carrier, in its sender's own form, verified over its raw bytes",
        answer=messages.Received,
        refusals=(NotSigned, NotReadable, NoSuchSource),
        takes_raw=True,
    ),
    Operation(
        method="GET",
        path="/webhooks/vnpay",
        id="receiveVnpayNotice",
        summary="VNPay's notice of a payment, which comes as a signed query and is answered in VNPay's own words",
        answer=None,
        refusals=(NoSuchSource,),
    ),
)


@routes.api("GET", "/api/v1/openapi.json")
def describe() -> Response:
    return plain(document(), cache="public, max-age=3600")


@cache
def document() -> Schema:
    """The whole description: the same for every stage, so that it can be committed and compared."""
    paths: dict[str, dict[str, Schema]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    kinds = [kind for operation in OPERATIONS for kind in (operation.body, operation.answer) if kind]
    named = {found.__name__: _object(found) for kind in kinds for found in _with_parts(kind)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chợ Xứ Lạng",
            "version": "1",
            "description": "Amounts are whole đồng, times are ISO 8601 with their zone, days are days in Vietnam.",
        },
        "paths": paths,
        "components": {
            "schemas": dict(sorted((named | {"Problem": _PROBLEM}).items())),
            "securitySchemes": {"orderToken": {"type": "http", "scheme": "bearer"}},
        },
    }


def written() -> str:
    """The document as it is committed."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


_PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457: a stable code for programs, a Vietnamese sentence for people.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
    },
    "required": ["type", "title", "status", "code"],
}


def _described(operation: Operation) -> Schema:
    described: Schema = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation.path), *operation.parameters],
        "responses": {str(operation.status): _success(operation.answer), **_refusals(operation.refusals)},
    }
    if operation.body:
        content = {"application/json": {"schema": schema_of(operation.body)}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.takes_raw:
        described["requestBody"] = {"required": True, "content": {"*/*": {}}}
    if operation.needs_token:
        described["security"] = [{"orderToken": []}]
    return described


def _path_parameters(path: str) -> list[Schema]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _success(answer: type | None) -> Schema:
    if answer is None:
        return {"description": "As asked", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"description": _words(answer), "content": {"application/json": {"schema": schema_of(answer)}}}


def _refusals(refusals: tuple[type[Refused], ...]) -> dict[str, Schema]:
    by_status: dict[int, list[type[Refused]]] = {}
    for refusal in refusals:
        by_status.setdefault(STATUSES[refusal.cause], []).append(refusal)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found = {
        str(status): {"description": "; ".join(f"`{one.code}`" for one in same), "content": content}
        for status, same in sorted(by_status.items())
    }
    return found | {"500": {"description": "`unexpected`: a fault of ours, with its number", "content": content}}


def schema_of(kind: Any) -> Schema:
    """The JSON Schema of one type, as :mod:`market.wire` reads and writes it; dataclasses by reference."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(one) for one in arguments]}
    if origin is Literal:
        return {"const": arguments[0]}
    if origin is tuple:
        return {"type": "array", "items": schema_of(arguments[0])}
    if kind is Dong:
        return {"type": "integer", "description": "đồng"}
    if is_dataclass(kind):
        return {"$ref": f"#/components/schemas/{getattr(kind, '__name__', '')}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    return dict(_PLAIN[kind])


_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
}


def _object(kind: Any) -> Schema:
    hints = get_type_hints(kind)
    required = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    constants = [name for name, hint in hints.items() if get_origin(hint) is Literal]
    found: Schema = {
        "type": "object",
        "properties": {name: schema_of(hint) for name, hint in hints.items()},
        "required": sorted({*required, *constants}, key=list(hints).index),
        # What is not described is refused in a request, and not sent in an answer.
        "additionalProperties": False,
    }
    return found | ({"description": words} if (words := _words(kind)) else {})


def _with_parts(kind: Any) -> Iterator[type]:
    """The dataclasses that a type is made of, itself included."""
    if is_dataclass(kind) and isinstance(kind, type) and kind is not Dong:
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _with_parts(hint)
    for argument in get_args(kind):
        yield from _with_parts(argument)


def _words(kind: type) -> str:
    """The type's own docstring on one line; nothing for the one that dataclasses make up."""
    words = " ".join((inspect.getdoc(kind) or "").replace("``", "`").split())
    return "" if words.startswith(f"{kind.__name__}(") else words
