"""What the front door borrows from the pages: their headers, and how an error looks."""

from __future__ import annotations

from chalicelib.pages import render, security_headers
from chalicelib.pages.views import Chrome, ErrorPage

TITLES = {404: "Không tìm thấy trang", 503: "Tạm nghỉ trong ít phút", 504: "Hệ thống đang chậm"}


def static_headers() -> dict[str, str]:
    return security_headers(with_videos=True, is_local=True)


def error_page(status: int, sentence: str) -> bytes:
    """The shop's own error page. Its chrome is bare: contacts come with the published pages, and those may be away."""
    title = TITLES.get(status, "Không xử lý được yêu cầu")
    bare = Chrome(hotline="", zalo="", legal_lines=())
    drawn = render(ErrorPage(chrome=bare, status=status, title=title, sentence=sentence))
    return drawn.encode() if isinstance(drawn, str) else drawn
