"""Asks the shop's functions to draw a document that is not published.

The CMS has no templates of the shop's pages and shall have none: what is shown here is what publishing would make.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from market.catalogue import Document, dump_document

PATH = "/noi-bo/xem-truoc"
# The functions take no more, and no page of ours comes near.
MAX_BYTES = 256 * 1024
MAX_ANSWER_BYTES = 2 * 1024 * 1024
SECONDS = 10


class NotShown(Exception):
    """``sentence`` says in Vietnamese why there is no preview and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def drawn(document: Document, as_of: datetime | None = None) -> str:
    """The page's HTML as publishing ``document`` would make it, as it will look at ``as_of`` (now for None), with one
    line that says so. Raises :class:`NotShown`; nothing is changed anywhere, so asking again is harmless."""
    if not (settings.XULANG_PUBLIC_URL and settings.XULANG_PREVIEW_SECRET):
        raise NotShown("Xem trước chưa được cài đặt trên máy chủ này. Hãy báo người quản trị hệ thống.")
    moment = json.dumps(as_of.isoformat() if as_of else None)
    body = f'{{"as_of":{moment},"document":{dump_document(document)}}}'.encode()
    if len(body) > MAX_BYTES:
        raise NotShown("Bài này quá dài để xem trước. Hãy chia thành hai bài.")
    status, answer = _send(body)
    if status == http.client.OK:
        return answer
    if status == http.client.FORBIDDEN:
        raise NotShown(
            "Chợ không nhận ra trang quản trị này (khoá hoặc đồng hồ lệch). Hãy báo người quản trị hệ thống."
        )
    if status in (http.client.BAD_REQUEST, http.client.UNPROCESSABLE_ENTITY):
        raise NotShown(_title(answer))
    raise NotShown(_DOWN)


_DOWN = (
    "Chưa xem trước được vì phần hiển thị của chợ đang không trả lời. Bài bạn viết không mất gì: "
    "cứ lưu nháp rồi thử lại sau ít phút."
)


def signature(body: bytes, *, secret: str, at: int) -> str:
    """``t=<seconds>,v1=<HMAC-SHA256 over the seconds, a full stop and the body>``: what the functions check."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _send(body: bytes) -> tuple[int, str]:
    parts = urlsplit(settings.XULANG_PUBLIC_URL)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    signed = signature(body, secret=settings.XULANG_PREVIEW_SECRET, at=int(time.time()))
    headers = {"Content-Type": "application/json", "X-Xulang-Signature": signed}
    try:
        connection.request("POST", parts.path + PATH, body, headers)
        response = connection.getresponse()
        return response.status, response.read(MAX_ANSWER_BYTES).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        raise NotShown(_DOWN) from None
    finally:
        connection.close()


def _title(answer: str) -> str:
    """The sentence of a problem document (RFC 9457)."""
    try:
        return str(json.loads(answer)["title"])
    except (ValueError, KeyError, TypeError):
        return _DOWN
