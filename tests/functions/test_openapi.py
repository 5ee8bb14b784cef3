"""The OpenAPI document is the code's own: every route is in it, and what really goes to and fro is as it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import app as functions
import pytest
from chalicelib.web import openapi
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.functions.buying import call, fill_cart, order_of, place, see
from tests.functions.callbacks import card_event, transfer
from tests.functions.conftest import Shop

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
DOCUMENT = openapi.document()


def valid(value: Any, schema: dict[str, Any]) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)


def body_of(path: str, method: str = "post") -> dict[str, Any]:
    return dict(DOCUMENT["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"])


def answer_of(path: str, status: int, method: str = "get") -> dict[str, Any]:
    [content] = DOCUMENT["paths"][path][method]["responses"][str(status)]["content"].values()
    return dict(content["schema"])


def test_it_is_a_valid_document() -> None:
    validate(DOCUMENT)


def test_it_describes_every_route_for_programs_and_no_other() -> None:
    served = {
        (method, path)
        for path, methods in functions.app.routes.items()
        for method in methods
        if path.startswith(("/api/v1/", "/webhooks/"))
    }
    assert {(one.method, one.path) for one in openapi.OPERATIONS} == served


def test_the_committed_file_is_the_generated_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == openapi.written(), "run: xulang openapi"


def test_it_is_served(shop: Shop) -> None:
    assert call(shop, "GET", "/api/v1/openapi.json") == (200, DOCUMENT)


@pytest.mark.parametrize("payment", ["cod", "vietqr"])
def test_what_a_purchase_sends_and_gets_is_as_described(shop: Shop, payment: str) -> None:
    shop.open()
    line = {"product_id": "sp-na", "quantity": 2}
    valid(line, body_of("/api/v1/carts/{cart_id}/lines"))
    status, made = call(shop, "POST", "/api/v1/carts")
    valid(made, answer_of("/api/v1/carts", status, "post"))
    path = f"/api/v1/carts/{made['cart_id']}"
    status, filled = call(shop, "POST", f"{path}/lines", line)
    valid(filled, answer_of("/api/v1/carts/{cart_id}/lines", status, "post"))
    status, quote = call(shop, "GET", f"{path}/quote?province=20")
    valid(quote, answer_of("/api/v1/carts/{cart_id}/quote", status))
    wanted = order_of(made["cart_id"], quote, payment)
    valid(wanted, body_of("/api/v1/orders"))
    status, placed = place(shop, wanted)
    valid(placed, answer_of("/api/v1/orders", status, "post"))
    status, order = call(shop, "GET", placed["url"], authorization=f"Bearer {placed['token']}")
    assert (order["pay_by"] is None) == (payment == "cod")
    valid(order, answer_of("/api/v1/orders/{code}", status))
    if payment == "vietqr":
        status, thanks = transfer(shop, placed["total"], placed["code"])
        valid(thanks, answer_of("/webhooks/{source}", status, "post"))


def test_refusals_are_problems_with_a_described_status(shop: Shop) -> None:
    shop.open()
    cart = fill_cart(shop)
    wrong = {"product_id": "sp-na", "quantity": 0}
    moved = order_of(cart, see(shop, cart), total=1)
    refused = [
        ("/api/v1/carts/{cart_id}/lines", "post", call(shop, "POST", f"/api/v1/carts/{cart}/lines", wrong)),
        ("/api/v1/carts/{cart_id}/lines", "post", call(shop, "POST", f"/api/v1/carts/{cart}/lines", b"[")),
        (
            "/api/v1/carts/{cart_id}/lines",
            "post",
            call(shop, "POST", "/api/v1/carts/x/lines", {**wrong, "quantity": 1}),
        ),
        ("/api/v1/carts/{cart_id}/quote", "get", call(shop, "GET", f"/api/v1/carts/{cart}/quote?province=99")),
        ("/api/v1/orders", "post", place(shop, moved)),
        ("/api/v1/orders", "post", place(shop, moved | {"extra": 1})),
        ("/api/v1/orders/{code}", "get", call(shop, "GET", "/api/v1/orders/LS7K3M2QS")),
        ("/api/v1/provinces/{code}/communes", "get", call(shop, "GET", "/api/v1/provinces/99/communes")),
        ("/webhooks/{source}", "post", call(shop, "POST", "/webhooks/nobody", {})),
        ("/webhooks/{source}", "post", call(shop, "POST", "/webhooks/vietqr", {})),
    ]
    for path, method, (status, problem) in refused:
        assert status >= 400, path
        valid(problem, answer_of(path, status, method))
        described = DOCUMENT["paths"][path][method]["responses"][str(status)]["description"]
        assert f"`{problem['code']}`" in described, (path, problem)


def test_communes_and_a_card_event_are_as_described(shop: Shop) -> None:
    status, found = call(shop, "GET", "/api/v1/provinces/20/communes")
    valid(found, answer_of("/api/v1/provinces/{code}/communes", status))
    assert len(found["communes"]) == 65
    status, thanks = card_event(shop, "LS7K3M2QS", 1_000)
    valid(thanks, answer_of("/webhooks/{source}", status, "post"))


def test_a_schema_forbids_what_the_interface_refuses() -> None:
    order = {"cart_id": "x", "lines": [], "total": 1.5, "receiver": {}, "payment": "cod"}
    errors = Draft202012Validator({**body_of("/api/v1/orders"), "components": DOCUMENT["components"]}).iter_errors(
        order
    )
    assert {"/".join(map(str, error.absolute_path)) for error in errors} == {"total", "receiver"}
    assert json.loads(COMMITTED.read_text())["openapi"] == "3.1.0"
