"""Finding by name in tables of hundreds of thousands of rows, with and without marks.

Wagtail's own search over such tables is out of proportion (on SQLite a query ran for over an hour), so the registry is
kept out of its index. Instead each row carries its folded name, and every word asked for must be in it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from market.text import fold
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.snippets import IndexView

# A person names things in a few words; more only makes the scan longer.
MAX_QUERY_LENGTH = 100
MAX_WORDS = 6


class FoundByName(models.Model):
    """Keeps ``folded_name`` in step with what :meth:`name_to_find` returns."""

    folded_name = models.CharField(max_length=300, editable=False, default="", db_index=True)

    class Meta:
        abstract = True

    def name_to_find(self) -> str:
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = fold(self.name_to_find())[:300]
        super().save(*args, **kwargs)


def named(queryset: models.QuerySet, query: str) -> models.QuerySet:
    """Those whose name has every word of ``query`` in it, marks or not; all of them for an empty query."""
    for word in fold(query[:MAX_QUERY_LENGTH]).split()[:MAX_WORDS]:
        queryset = queryset.filter(folded_name__contains=word)
    return queryset


class NamedIndexView(IndexView):
    """A listing searched by :func:`named`."""

    is_searchable = True

    def search_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        return named(queryset, self.search_query) if self.is_searching else queryset


class NameFilterForm(BaseFilterForm):
    q = forms.CharField(
        label="Tìm theo tên",
        required=False,
        max_length=MAX_QUERY_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": "Gõ tên, có dấu hay không dấu đều được"}),
    )

    def filter(self, objects: models.QuerySet) -> models.QuerySet:
        objects = super().filter(objects)
        if query := self.cleaned_data.get("q"):
            self.is_searching = True
            self.search_query = query
            objects = named(objects, query)
        return objects
