"""A blueprint whose views may refuse: refusals become pages or problem documents, faults an answer with a number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from chalice.app import Blueprint, Response
from market.refusals import Refused

from chalicelib.web import answers

FORM = ["application/x-www-form-urlencoded"]
JSON = ["application/json", "application/json; charset=utf-8"]

_log = logging.getLogger("xulang.web")
View = Callable[..., Response]


class Routes(Blueprint):
    """``page`` and ``form`` answer people, ``api`` answers programs.

    Chalice turns an exception into a 500 before any middleware sees it, so the refusals are caught here."""

    def page(self, path: str) -> Callable[[View], View]:
        return self._with(path, "GET", None, answers.refusal_page, answers.unexpected_page)

    def form(self, path: str) -> Callable[[View], View]:
        return self._with(path, "POST", FORM, answers.refusal_page, answers.unexpected_page)

    def api(self, method: str, path: str, *, any_body: bool = False) -> Callable[[View], View]:
        """``any_body``: what was sent is judged by the view itself, whatever it says it is."""
        types = None if method == "GET" else [*JSON, *(ANYTHING if any_body else [])]
        return self._with(path, method, types, answers.problem, answers.unexpected_problem)

    def _with(
        self,
        path: str,
        method: str,
        content_types: list[str] | None,
        refuse: Callable[[Refused], Response],
        fail: Callable[[str], Response],
    ) -> Callable[[View], View]:
        options: dict[str, Any] = {"content_types": content_types} if content_types else {}

        def register(view: View) -> View:
            @wraps(view)
            def guarded(**parameters: str) -> Response:
                try:
                    return view(**parameters)
                except Refused as refused:
                    _log.info("refused", extra={"code": refused.code})
                    return refuse(refused)
                except Exception:
                    number = secrets.token_hex(6)
                    _log.exception("unexpected fault", extra={"correlation_id": number})
                    return fail(number)

            self.route(path, methods=[method], **options)(guarded)
            return guarded

        return register


# What providers have been seen to send beside JSON's own type.
ANYTHING = ["text/plain", "application/x-www-form-urlencoded", "text/json"]
