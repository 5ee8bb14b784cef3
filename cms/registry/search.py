"""Finding by name in tables of hundreds of thousands of rows, with and without marks.

Wagtail's own search over such tables is out of proportion (on SQLite a query ran for over an hour), so the registry is
kept out of its index. Instead each row carries its folded name, and every word asked for must be in it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from market.text import fold, sortable
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.snippets.views.snippets import IndexView

# A person names things in a few words; more only makes the scan longer.
MAX_QUERY_LENGTH = 100
MAX_WORDS = 6


def by_name(model: str) -> models.Index:
    """What lists read before they read rows: the order of names, and what a word is looked for in. A listing of
    300,000 products is counted, searched and turned to its last page in this alone (see :class:`KeysFirst`)."""
    return models.Index(fields=["sort_name", "id", "folded_name"], name=f"{model}_by_name")


class FoundByName(models.Model):
    """Keeps ``folded_name`` and ``sort_name`` in step with what :meth:`name_to_find` returns. A model of this kind is
    ordered by ``sort_name`` and has the index of :func:`by_name`."""

    folded_name = models.CharField(max_length=300, editable=False, default="")
    # As a Vietnamese dictionary orders it, which no database does.
    sort_name = models.CharField(max_length=182, editable=False, default="")

    class Meta:
        abstract = True

    def name_to_find(self) -> str:
        raise NotImplementedError

    def name_to_sort(self) -> str:
        return self.name_to_find()

    def note_name(self) -> None:
        """Both columns from the name; writing in bulk does it by hand."""
        self.folded_name = fold(self.name_to_find())[:300]
        self.sort_name = sortable(self.name_to_sort())

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.note_name()
        super().save(*args, **kwargs)


def named(queryset: models.QuerySet, query: str) -> models.QuerySet:
    """Those whose name has every word of ``query`` in it, marks or not; all of them for an empty query."""
    for word in fold(query[:MAX_QUERY_LENGTH]).split()[:MAX_WORDS]:
        queryset = queryset.filter(folded_name__contains=word)
    return queryset


def keys_first(rows: models.QuerySet, first: int, last: int) -> models.QuerySet:
    """The rows from ``first`` to ``last`` in their order, their keys looked up before anything else of them: a database
    that has to pass over 300,000 rows passes over an index, and not over every row's text."""
    keys = list(
        rows.order_by(*rows.query.order_by or rows.model._meta.ordering).values_list("pk", flat=True)[first:last]
    )
    return rows.filter(pk__in=keys)


class KeysFirst(WagtailPaginator):
    """Turns pages by :func:`keys_first`."""

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return self._get_page(keys_first(self.object_list, first, first + self.per_page), number, self)


class NamedIndexView(IndexView):
    """A listing searched by :func:`named`."""

    paginator_class = KeysFirst

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
