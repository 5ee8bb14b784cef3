"""The sample pages on a loopback server, for the tests in a browser."""

from __future__ import annotations

import gzip
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from chalicelib.pages import assets, render, security_headers

from tests.pages.gallery import picture_at
from tests.pages.samples import PAGES, card_page
from tests.pages.samples_buying import CHECKOUT, checkout_for

# What localstripe's script does to a page, as far as the page can tell: fields without a frame, and a promise.
_CARD_SCRIPT = """
window.Stripe = (key, options) => ({
  elements: () => ({create: () => ({
    isCard: true,
    mount(place) {
      const input = document.createElement("input");
      input.placeholder = "number";
      document.querySelector(place).appendChild(input);
    },
    on() {},
  })}),
  createToken: async (card) => {
    window.asked = {key, options, card: card.isCard};
    return window.tokenAnswer ?? {token: {id: "tok_sample"}};
  },
  confirmCardPayment: async (secret, data) => {
    window.checked = {secret, data};
    return window.checkAnswer ?? {paymentIntent: {status: "succeeded"}};
  },
});
"""


class Site:
    """The sample pages behind the real headers, with the few answers that their scripts ask for.

    ``posted`` collects the forms that were sent; ``status`` is what the order's status address says, and
    ``charge`` what its card address answers.
    """

    def __init__(self) -> None:
        self.posted: list[tuple[str, dict[str, list[str]]]] = []
        self.status: bytes = b'{"state":"placed","changed":"1"}'
        self.charge: tuple[int, bytes] = (200, b'{"needs_action":false}')
        self.extra: dict[str, str] = {}
        self.with_policy = True
        self.is_down = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        # Another origin than the pages, as a card provider is.
        self.card_origin = f"http://localhost:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, name: str) -> str | None:
        if name in self.extra:
            return self.extra[name]
        if name == "order-card":
            return render(card_page(f"{self.card_origin}/js.stripe.com/v3/"))
        return render(PAGES[name]) if name in PAGES else None

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, str, bytes]:
        if path in assets():
            content, content_type = assets()[path]
            return 200, content_type, content
        if path.startswith("/anh/") and (drawn := picture_at(path)):
            return 200, drawn[1], drawn[0]
        if path == "/js.stripe.com/v3/":
            return 200, "text/javascript", _CARD_SCRIPT.encode()
        if path.endswith("/status"):
            return 200, "application/json", self.status
        if path == "/thanh-toan" and not self.is_down:
            return 200, "text/html; charset=utf-8", render(checkout_for(query.get("tinh", ["01"])[0])).encode()
        html = self.page(path.removeprefix("/"))
        if html is None:
            return 404, "text/plain", b""
        return 200, "text/html; charset=utf-8", html.encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                status, content_type, content = site.answer(address.path, parse_qs(address.query))
                self._send(status, content_type, content)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                site.posted.append((self.path, parse_qs(body, keep_blank_values=True)))
                if self.path.endswith("/the"):
                    self._send(site.charge[0], "application/json", site.charge[1])
                else:
                    self._send(200, "text/html; charset=utf-8", render(CHECKOUT).encode())

            def _send(self, status: int, content_type: str, content: bytes) -> None:
                self.send_response(status)
                if "gzip" in self.headers.get("Accept-Encoding", "") and not content_type.startswith("image/"):
                    content = gzip.compress(content, 6, mtime=0)
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                if site.with_policy and content_type.startswith("text/html"):
                    origin = site.card_origin if self.path.startswith("/order-card") else None
                    for name, value in security_headers(
                        card_origin=origin, with_videos=origin is None, is_local=True
                    ).items():
                        self.send_header(name, value)
                # A browser that went on to the next page no longer reads.
                with suppress(ConnectionError):
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
