"""A parcel's label, which has a name, a number and an address on it: by a link that is one person's, for some minutes.

The link is signed for the parcel, the viewer and its end. Passed on to somebody else it opens nothing, and whoever had
it made is in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from market.orders import order_code_of
from market.refusals import Cause, Refused

from chalicelib.ports import Label
from chalicelib.store import orders
from chalicelib.store.objects import Bucket
from chalicelib.store.table import Table
from chalicelib.usecases.desk_log import Deed, record

LIFETIME = timedelta(minutes=5)
# Says whether a signature is the one of a text, in constant time; or gives it.
Sign = Callable[[str], str]
Check = Callable[[str, str], bool]


class NoSuchLabel(Refused):
    """One answer for a guess, a link of somebody else, one whose time is over, and a label that there is not."""

    code = "label.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Đường dẫn đến nhãn không đúng hoặc đã hết hạn. Hãy mở lại nhãn từ trang của đơn."


def label_link(table: Table, *, parcel_id: str, viewer: str, sign: Sign, now: datetime) -> tuple[int, str]:
    """When the viewer's link ends (seconds since 1970), and its signature; that it was asked for is in the log.

    Raises :class:`NoSuchLabel`."""
    if not _key_of(table, parcel_id):
        raise NoSuchLabel
    deed = Deed(actor=viewer, action="label.shown", subject=parcel_id, order_code=order_code_of(parcel_id))
    record(table, deed, now=now)
    ends = int((now + LIFETIME).timestamp())
    return ends, sign(_signed(parcel_id, viewer, ends))


def read_label(
    table: Table,
    *,
    parcel_id: str,
    viewer: str,
    ends: int,
    signature: str,
    is_signed: Check,
    labels: Bucket,
    now: datetime,
) -> Label:
    """The label behind a link that is the viewer's own and not over. Raises :class:`NoSuchLabel`."""
    if not is_signed(_signed(parcel_id, viewer, ends), signature) or now.timestamp() > ends:
        raise NoSuchLabel
    key = _key_of(table, parcel_id)
    content = labels.get(key) if key else None
    if content is None:
        raise NoSuchLabel
    kind = "application/pdf" if key.endswith(".pdf") else "text/html; charset=utf-8"
    return Label(content=content, content_type=kind)


def _key_of(table: Table, parcel_id: str) -> str:
    found = orders.get_with_parcel(table, parcel_id)
    return found[1].label_key if found else ""


def _signed(parcel_id: str, viewer: str, ends: int) -> str:
    return f"{parcel_id}|{viewer}|{ends}"
