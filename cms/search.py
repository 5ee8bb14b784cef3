"""Wagtail's search of pages, pictures and documents, in an order that a large table can afford.

On SQLite, Wagtail finds the score of each hit by searching everything once more for it: a common word over 5,000 pages
took a second, and over 300,000 rows more than an hour. Editors look for a page that they know; newest first serves them
as well. PostgreSQL scores while it searches, and keeps its order. (The registry is not in this index at all:
:mod:`cms.registry.search`.)
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from modelsearch.backends import database


class NewestFirst:
    """Over a backend: in place of the best hit first, the newest first; another order that a view asks for is kept."""

    def _search(self, compiler: Any, query: Any, hits: Any, **options: Any) -> Any:
        if options.pop("order_by_relevance", True):
            # Without an order of its own, what is found comes with the newest first.
            hits = (hits if isinstance(hits, QuerySet) else hits._default_manager.all()).order_by()
        return super()._search(compiler, query, hits, order_by_relevance=False, **options)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:
    """The backend for the database in use, as Wagtail chooses it, but for SQLite's order."""
    chosen = database.SearchBackend(params)
    if connection.vendor != "sqlite":
        return chosen
    # By its type, because its module cannot even be imported where the database is another.
    return type("NewestFirstOnSQLite", (NewestFirst, type(chosen)), {})(params)
