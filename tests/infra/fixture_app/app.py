"""A small Chalice app with the event sources of the real one: what the runtime is tried on."""

import os
import time

from chalice import Chalice, Response

app = Chalice(app_name="xulang")
app.debug = False

ACCOUNT = "arn:aws:sqs:ap-southeast-1:000000000000:"
# Every call of a handler, as (function, what it was given): the tests look here.
seen: list[tuple[str, object]] = []
# Bodies or sort keys whose handling fails for as long as they are in here.
broken: set[str] = set()

FORM = ["application/x-www-form-urlencoded"]


@app.route("/gio-hang")
def cart() -> Response:
    return Response("<p>Giỏ hàng</p>", headers={"Content-Type": "text/html; charset=utf-8"})


@app.route("/gio-hang/them", methods=["POST"], content_types=FORM)
def add() -> Response:
    body = app.current_request.raw_body
    return Response("", status_code=303, headers={"Location": "/gio-hang", "X-Length": str(len(body))})


@app.route("/don-hang/{code}")
def order(code: str) -> dict[str, str]:
    return {"code": code}


@app.route("/api/v1/headers")
def headers() -> dict[str, str]:
    return dict(app.current_request.headers)


@app.route("/api/v1/slow")
def slow() -> dict[str, str]:
    time.sleep(0.5)
    return {}


def _call(function: str, what: str) -> None:
    seen.append((function, what))
    if what in broken:
        raise RuntimeError(f"{what} cannot be handled, says 0912345678")


@app.on_sqs_message(queue_arn=os.environ.get("XULANG_CONTENT_QUEUE_ARN", ACCOUNT + "xulang-content"), name="publish")
def publish(event):
    for record in event:
        _call("publish", record.body)


@app.on_sqs_message(
    queue_arn=os.environ.get("XULANG_DISPATCH_VIETTELPOST_QUEUE_ARN", ACCOUNT + "xulang-dispatch-viettelpost"),
    name="dispatch_viettelpost",
)
def dispatch_viettelpost(event):
    for record in event:
        if record.body == "hang":
            time.sleep(2)
        _call("dispatch_viettelpost", record.body)


@app.on_sqs_message(
    queue_arn=os.environ.get("XULANG_DISPATCH_VNPOST_QUEUE_ARN", ACCOUNT + "xulang-dispatch-vnpost"),
    name="dispatch_vnpost",
)
def dispatch_vnpost(event):
    for record in event:
        _call("dispatch_vnpost", record.body)


@app.on_sqs_message(queue_arn=os.environ.get("XULANG_REFUNDS_QUEUE_ARN", ACCOUNT + "xulang-refunds"), name="refund")
def refund(event):
    for record in event:
        _call("refund", record.body)


@app.on_dynamodb_record(
    stream_arn=os.environ.get(
        "XULANG_TABLE_STREAM_ARN",
        "arn:aws:dynamodb:ap-southeast-1:000000000000:table/xulang/stream/2026-01-01T00:00:00.000",
    ),
    batch_size=10,
    name="outbox",
)
def outbox(event):
    for record in event:
        _call("outbox", record.keys["sk"]["S"])


@app.schedule("rate(1 minute)", name="clock")
def clock(event):
    _call("clock", event.time)


@app.schedule("rate(15 minutes)", name="reconcile")
def reconcile(event):
    _call("reconcile", event.time)
