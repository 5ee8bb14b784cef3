"""The shop's side of a preview, and what tests do on this side."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import Client
from django.urls import reverse
from market.catalogue import load_document
from wagtail.models import Page

from cms.stories.models import StoryPage

SECRET = "a-secret-of-these-tests"
PAGE = "<!doctype html><title>trang của chợ</title>"


class TheShop:
    """The functions' door as they keep it: refuses what is not signed, remembers what it drew."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: tuple[int, str] = (200, PAGE)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, text = shop.answer
                found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", self.headers["X-Xulang-Signature"])
                assert found
                expected = hmac.new(SECRET.encode(), f"{found[1]}.".encode() + body, hashlib.sha256).hexdigest()
                if self.path != "/noi-bo/xem-truoc" or found[2] != expected:
                    status, text = 403, "{}"
                else:
                    shop.asked.append(json.loads(body))
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def last(self) -> Any:
        """The document that was last asked for."""
        return load_document(json.dumps(self.asked[-1]["document"]))


def drafted(story: StoryPage, title: str = "Bản nháp mùa quýt") -> StoryPage:
    """The story with a newer draft; what is live stays."""
    story.title = title
    story.save_revision()
    return StoryPage.objects.get(pk=story.pk)


def look(client: Client, page: Page, mode: str = "") -> Any:
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode} if mode else {})
