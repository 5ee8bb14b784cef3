"""Every address of the admin, with something to name in it: pages, rows, files and people of no team's part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.urls.resolvers import URLResolver

# What the pattern calls the thing; where a name means different things, the view's own name decides first.
PLAIN = {
    "content_type_app_name": "stories",
    "content_type_model_name": "storypage",
    "app_name": "stories",
    "slug:kind": "story",
    "session_id": 1,
    "action_name": "approve",
    "filter_spec": "max-165x165",
    "uidb64": "MQ",
    "token": "x",
    "uploaded_file_id": 1,
    "revision_id_a": "live",
    "revision_id_b": "latest",
}


@dataclass(frozen=True)
class Address:
    name: str
    path: str


def every_pattern(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each named pattern under ``/admin/``, with its name as :func:`django.urls.reverse` takes it."""
    top = resolver is None
    for pattern in (resolver or get_resolver()).url_patterns:
        if top and not (isinstance(pattern, URLResolver) and str(pattern.pattern) == "admin/"):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_pattern(pattern, inner)
        elif pattern.name:
            yield space + pattern.name, pattern


def every_address(things: dict[str, Any]) -> list[Address]:
    """The addresses for ``things``: by the view's name, by the place (``pages``, ``images`` …) and by argument."""
    found = []
    for name, pattern in every_pattern():
        given = {argument: _value(name, argument, things) for argument in _arguments(pattern)}
        try:
            found.append(Address(name, reverse(name, kwargs=given)))
        except NoReverseMatch:
            found.append(Address(name, reverse(name, args=list(given.values()))))
    return list(dict.fromkeys(found))


def _arguments(pattern: URLPattern) -> list[str]:
    route = pattern.pattern
    return list(route.converters) or list(route.regex.groupindex)


def _value(name: str, argument: str, things: dict[str, Any]) -> Any:
    place = name.partition(":")[0]
    for key in (f"{name} {argument}", f"{place} {argument}", argument):
        if key in things:
            return things[key]
        if key in PLAIN:
            return PLAIN[key]
    raise KeyError(f"nothing to put in the place of {argument} in {name}")
