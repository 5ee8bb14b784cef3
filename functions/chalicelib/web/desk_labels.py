"""The desk's labels: asked for by a form, shown by a link that is this operator's for five minutes."""

from __future__ import annotations

import base64
import re

from chalice.app import Response
from market.codes import is_order_code
from market.orders import order_code_of

from chalicelib.pages.desk_views import Desk, LabelPage
from chalicelib.usecases.labels import NoSuchLabel, label_link, read_label
from chalicelib.web.answers import page, see_other
from chalicelib.web.desk_access import DeskRoutes
from chalicelib.wiring import services

routes = DeskRoutes(__name__)
_PARCEL = re.compile(r"[A-Z0-9]{9}-[0-9]{1,2}")
_ENDS = re.compile(r"[0-9]{10}")
# The carrier's own page: shown as it is, in an origin of its own, and nothing in it may run or call anywhere.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@routes.act("/van-hanh/don/{code}/nhan")
def ask(desk: Desk, form: dict[str, str], code: str) -> Response:
    parcel_id = _checked(form.get("kien", ""), code)
    of = services()
    ends, signature = label_link(
        of.table, parcel_id=parcel_id, viewer=desk.operator, sign=of.label_signature, now=of.now()
    )
    return see_other(f"/van-hanh/nhan/{parcel_id}/{ends}/{signature}")


@routes.look("/van-hanh/nhan/{parcel_id}/{ends}/{signature}")
def show(desk: Desk, parcel_id: str, ends: str, signature: str) -> Response:
    of = services()
    if not _ENDS.fullmatch(ends):
        raise NoSuchLabel
    label = read_label(
        of.table,
        parcel_id=_checked(parcel_id, order_code_of(parcel_id)),
        viewer=desk.operator,
        ends=int(ends),
        signature=signature,
        is_signed=of.is_label_signature,
        labels=of.private_bucket,
        now=of.now(),
    )
    if label.content_type == "application/pdf":
        # In a page and not by itself: the gateway hands text over untouched, and bytes only by special arrangement.
        return page(LabelPage(desk=desk, parcel_id=parcel_id, pdf=base64.b64encode(label.content).decode()))
    headers: dict[str, str | list[str]] = {
        "Content-Type": label.content_type,
        "Cache-Control": "no-store",
        "Content-Security-Policy": _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Response(body=label.content.decode("utf-8", "replace"), status_code=200, headers=headers)


def _checked(parcel_id: str, code: str) -> str:
    if not _PARCEL.fullmatch(parcel_id) or not is_order_code(code) or order_code_of(parcel_id) != code:
        raise NoSuchLabel
    return parcel_id
