"""A blueprint whose views may refuse: refusals become pages or problem documents, faults an answer with a number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import wraps

from chalice.app import Blueprint, Response
from market.refusals import Refused

from chalicelib.web import answers

_log = logging.getLogger("xulang.web")
View = Callable[..., Response]


class Routes(Blueprint):
    """``page`` and ``form`` answer people, ``api`` answers programs.

    Chalice turns an exception into a 500 before any middleware sees it, so the refusals are caught here."""

    def page(self, path: str) -> Callable[[View], View]:
        return self._with(path, "GET", answers.refusal_page, answers.unexpected_page)

    def form(self, path: str) -> Callable[[View], View]:
        return self._with(path, "POST", answers.refusal_page, answers.unexpected_page)

    def api(self, method: str, path: str) -> Callable[[View], View]:
        return self._with(path, method, answers.problem, answers.unexpected_problem)

    def _with(
        self,
        path: str,
        method: str,
        refuse: Callable[[Refused], Response],
        fail: Callable[[str], Response],
    ) -> Callable[[View], View]:
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

            # No list of content types: Chalice would answer others with a 415 of its own form, even for a GET that
            # has one. What was sent is judged by the view, in words.
            self.route(path, methods=[method], content_types=[])(guarded)
            return guarded

        return register
