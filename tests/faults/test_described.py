"""What the OpenAPI document says, taken at its word: requests made from it, right and wrong, by schemathesis.

Right ones and wrong ones get only answers that the document describes, no 5xx among them; and none of them changes
anything that is somebody else's. The document is the one that we publish, so that whoever generates a client from it
gets one that works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from chalicelib.web import openapi
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.faults.scale import scaled
from tests.faults.stage import Stage
from tests.faults.stage import stage as new_stage
from tests.faults.test_fuzz import stored
from tests.functions.buying import buy

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

SEED = 20261124
EXAMPLES = scaled(bounded=30, full=500)
BASE = "http://shop.test"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(openapi.document())
OPERATIONS = {f"{found.ok().method.upper()} {found.ok().path}": found.ok() for found in SCHEMA.get_all_operations()}


def can_be_wrong(one: openapi.Operation) -> bool:
    """Where the document says so little of a request that every text is a right one, nothing wrong can be sent."""
    return one.body is not None or any("pattern" in parameter["schema"] for parameter in one.parameters)


RIGHT = [(name, GenerationMode.POSITIVE) for name in sorted(OPERATIONS)]
WRONG = [(f"{one.method} {one.path}", GenerationMode.NEGATIVE) for one in openapi.OPERATIONS if can_be_wrong(one)]


@pytest.fixture(scope="module")
def open_shop(engine: str, folder: Any) -> Iterator[Stage]:
    with new_stage(engine, folder) as stage:
        stage.open()
        buy(stage, "vietqr")
        yield stage


def test_every_operation_of_the_document_is_tried() -> None:
    assert set(OPERATIONS) == {f"{one.method} {one.path}" for one in openapi.OPERATIONS}
    assert len(RIGHT) >= 9
    assert {name for name, _ in WRONG} >= {"POST /api/v1/orders", "POST /api/v1/carts/{cart_id}/lines"}


def answer_to(stage: Stage, case: schemathesis.Case) -> Response:
    """Send it as a browser's client library would put it on the wire, and take the answer in schemathesis's form."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    address = urlsplit(str(prepared.url))
    target = address.path + (f"?{address.query}" if address.query else "")
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body or b""
    answer = stage.http.request(str(prepared.method), target, headers=dict(prepared.headers), body=body)
    headers = {name: value if isinstance(value, list) else [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, answer.body, prepared, 0.0, False)


@pytest.mark.parametrize(("name", "mode"), RIGHT + WRONG, ids=[f"{name} {mode.value}" for name, mode in RIGHT + WRONG])
def test_only_described_answers_and_nothing_of_others_changes(
    open_shop: Stage, name: str, mode: GenerationMode
) -> None:
    before = stored(open_shop)
    seen: Counter[int] = Counter()
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        answer = answer_to(open_shop, case)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=checks)

    send()
    assert seen.total() >= EXAMPLES or len(seen) == 1, seen
    assert stored(open_shop) == before, f"{name} changed something: {seen}"
