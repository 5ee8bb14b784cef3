"""Rich text on its way out: Wagtail's links resolved, and nothing left that is not on the list."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from django.conf import settings
from django.utils.html import escape
from market.text import nfc
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

# Elements whose content is no text for people; everything else unknown is unwrapped and its text kept.
_DROPPED_WHOLE = ("script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "form")
_ALLOWED_SCHEMES = ("https://", "http://", "mailto:", "tel:")


def _shop_link(href: str) -> str | None:
    """A path for what is ours, the address for what is another's, None for what a page must not carry."""
    href = href.strip()
    own = settings.XULANG_PUBLIC_URL
    if own and (href == own or href.startswith(own + "/")):
        href = href.removeprefix(own) or "/"
    if check_url(href) is None:
        return None
    # "//host" and "/\host" are other hosts to a browser.
    if href.startswith("/"):
        return None if href[1:2] in ("/", "\\") else href
    return href if href.lower().startswith(_ALLOWED_SCHEMES) else None


class _ShopWhitelister(Whitelister):
    element_rules = {
        "[document]": allow_without_attributes,
        "a": attribute_rule({"href": _shop_link}),
        **dict.fromkeys(("b", "br", "em", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"), allow_without_attributes),
    }

    def clean(self, html: str) -> str:
        document = BeautifulSoup(html, "html.parser")
        for element in document.find_all(_DROPPED_WHOLE):
            element.decompose()
        # Comments, and what Word writes instead of comments: <![if !supportLists]>, <?xml:namespace …>.
        for sign in document.find_all(string=lambda text: isinstance(text, PreformattedString)):
            sign.extract()
        self.clean_node(document, document)
        for link in document.find_all("a"):
            _mark_or_unwrap(link)
        return document.decode(formatter=escape)


def _mark_or_unwrap(link: Tag) -> None:
    href = link.get("href")
    if href is None:
        link.unwrap()
    elif not str(href).startswith("/"):
        link["rel"] = "nofollow noopener"


def clean_html(source: str) -> str:
    """HTML fit for a shopper's page from Wagtail's stored rich text, composed (NFC); empty text stays empty."""
    html = _ShopWhitelister().clean(expand_db_html(source or ""))
    return nfc(html).strip()
