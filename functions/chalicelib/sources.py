"""Where events come from. Chalice wants these names when the module is imported, so they alone are read that early; at
packaging time infra/ replaces the stand-ins by references to the real queues and stream."""

from __future__ import annotations

import os

_STAND_IN = "arn:aws:sqs:ap-southeast-1:000000000000:{}"

CONTENT_QUEUE_ARN = os.environ.get("XULANG_CONTENT_QUEUE_ARN") or _STAND_IN.format("xulang-content")
VIETTELPOST_QUEUE_ARN = os.environ.get("XULANG_DISPATCH_VIETTELPOST_QUEUE_ARN") or _STAND_IN.format(
    "xulang-dispatch-viettelpost"
)
VNPOST_QUEUE_ARN = os.environ.get("XULANG_DISPATCH_VNPOST_QUEUE_ARN") or _STAND_IN.format("xulang-dispatch-vnpost")
REFUNDS_QUEUE_ARN = os.environ.get("XULANG_REFUNDS_QUEUE_ARN") or _STAND_IN.format("xulang-refunds")
TABLE_STREAM_ARN = (
    os.environ.get("XULANG_TABLE_STREAM_ARN")
    or "arn:aws:dynamodb:ap-southeast-1:000000000000:table/xulang/stream/2026-01-01T00:00:00.000"
)
