"""Where people go in the admin, and what the database has to do for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.registry.models import Household, Product, Shop
from cms.stories.models import HomePage, StoryPage

MODELS = {"product": Product, "shop": Shop, "household": Household}
# With marks and without; a word that is everywhere, one that is nowhere, one with đ; and more words than one.
QUERIES = ("Na Chi Lăng", "na chi lang", "na", "đào", "hong vanh khuyen loai 1", "không có đâu")
BY_MODEL = {"household": "Hoàng Thị Mến", "shop": "rung nha ba", "product": "quyt bac son hop"}


@dataclass(frozen=True)
class Opened:
    """``rows`` are those that the database handed over, for all queries of the answer together."""

    rows: int
    queries: int
    body: bytes


class Admin:
    """An administrator who has given both factors. Raises ``AssertionError`` for an address that does not answer
    200."""

    def __init__(self) -> None:
        user, is_new = get_user_model().objects.get_or_create(
            username="bench", defaults={"is_superuser": True, "is_staff": True}
        )
        if is_new:
            user.set_password(secrets.token_urlsafe())
            user.save()
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.client.force_login(user)
        device, _ = TOTPDevice.objects.get_or_create(user=user, name="bench", defaults={"confirmed": True})
        session = self.client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()

    def open(self, address: str) -> Opened:
        with counted() as counts:
            answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return Opened(rows=counts["rows"], queries=counts["queries"], body=answer.content)


def addresses() -> dict[str, str]:
    """What people open, by a name for the report."""
    found = {"dashboard": "/admin/"}
    for name, model in MODELS.items():
        base = f"/admin/snippets/registry/{name}/"
        count = model.objects.count()
        row = model.objects.order_by("pk")[count // 2]
        found |= {
            f"{name}: list": base,
            f"{name}: list, page in the middle": f"{base}?p={count // 50}",
            f"{name}: list, last page": f"{base}?p={-(-count // 25)}",
            f"{name}: list, latest first": f"{base}?ordering=-_updated_at",
            f"{name}: form": f"{base}edit/{row.pk}/",
            f"{name}: history": f"{base}history/{row.pk}/",
            f"{name}: usage": f"{base}usage/{row.pk}/",
            f"{name}: chooser": f"/admin/snippets/choose/registry/{name}/",
        }
        for query in (*QUERIES, BY_MODEL[name]):
            asked = urlencode({"q": query})
            found[f"{name}: list, “{query}”"] = f"{base}results/?{asked}"
            found[f"{name}: chooser, “{query}”"] = f"/admin/snippets/choose/registry/{name}/results/?{asked}"
    return found | {f"{name}: filtered": address for name, address in _filtered()} | _pages()


def _filtered() -> Iterator[tuple[str, str]]:
    commune = Household.objects.values_list("commune_id", flat=True)[0]
    yield "household", f"/admin/snippets/registry/household/?commune={commune}"
    yield "shop", "/admin/snippets/registry/shop/?carrier=vnpost&is_open=true"
    yield "product", "/admin/snippets/registry/product/?ship_policy=north_only"
    yield "product, dearest first", "/admin/snippets/registry/product/?ordering=-price"


def _pages() -> dict[str, str]:
    home, story = HomePage.objects.get(), StoryPage.objects.order_by("-pk")[0]
    found = {
        "pages: list": f"/admin/pages/{home.pk}/",
        "pages: list, by title": f"/admin/pages/{home.pk}/?ordering=title&p=2",
        "pages: form": f"/admin/pages/{story.pk}/edit/",
        "pages: history": f"/admin/pages/{story.pk}/history/",
        "pages: chooser": f"/admin/choose-page/{home.pk}/",
        "report: history of the site": "/admin/reports/site-history/",
        "report: ageing pages": "/admin/reports/aging-pages/",
        "report: publications": "/admin/reports/dang-len-trang/",
        "pictures: list": "/admin/images/",
        "pictures: chooser": "/admin/images/chooser/",
    }
    for query in QUERIES:
        asked = urlencode({"q": query})
        found[f"pages: search, “{query}”"] = f"/admin/pages/search/results/?{asked}"
        found[f"pages: chooser, “{query}”"] = f"/admin/choose-page/search/?{asked}"
    return found


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """Queries, and rows that came of them."""
    counts = {"queries": 0, "rows": 0}

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counts["queries"] += 1
        return run(sql, params, many, context)

    def fetching(name: str) -> Any:
        def fetch(self: CursorWrapper, *arguments: Any) -> Any:
            found = getattr(self.cursor, name)(*arguments)
            counts["rows"] += len(found) if isinstance(found, list) else found is not None
            return found

        return fetch

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(execute))
        for name in ("fetchone", "fetchmany", "fetchall"):
            setattr(CursorWrapper, name, fetching(name))
            stack.callback(delattr, CursorWrapper, name)
        yield counts
