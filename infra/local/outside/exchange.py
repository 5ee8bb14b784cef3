"""One request and its reply, and how a module says which of its functions answers which path."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from infra.local.outside.world import World


class BadRequest(Exception):
    """Answered 400 with its message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_form(self) -> bool:
        """Whether a page sent it. JSON under curl's own content type is JSON all the same."""
        kind = self.headers.get("content-type", "")
        return kind.startswith("application/x-www-form-urlencoded") and not self.body.startswith(b"{")

    def json(self) -> Any:
        """The JSON in the body; :class:`BadRequest` for anything else."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadRequest("the body is not JSON") from None

    def fields(self) -> dict[str, Any]:
        """The fields of a JSON object or of a form; empty for an empty body."""
        if not self.body:
            return {}
        if self.is_form:
            return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))
        value = self.json()
        if not isinstance(value, dict):
            raise BadRequest("the body is not an object")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    location: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """``name`` is what a fault is set on; ``path`` is a pattern whose named groups become ``request.names``.

    ``named_by`` names a request where one address takes several commands."""

    name: str
    method: str
    path: str
    answer: Callable[[World, Request], Reply]
    named_by: Callable[[Request], str] | None = None


def json_reply(value: Any, status: int = 200) -> Reply:
    return Reply(status=status, body=json.dumps(value, ensure_ascii=False).encode())


def html_reply(text: str, status: int = 200) -> Reply:
    return Reply(status=status, body=text.encode(), content_type="text/html; charset=utf-8")
