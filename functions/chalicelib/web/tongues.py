"""The language that somebody reads: asked for in the address, else remembered in a cookie, else Vietnamese."""

from __future__ import annotations

from typing import Any

from market.catalogue import Language

from chalicelib.web.answers import cookie
from chalicelib.web.requests import cookie_of, query_of

NAME = "ngon_ngu"
SECONDS = 30 * 24 * 3600


def tongue_of(request: Any) -> Language:
    """An unknown language is as good as none."""
    for said in (query_of(request).get(NAME, ""), cookie_of(request, NAME)):
        if said in {language.value for language in Language}:
            return Language(said)
    return Language.VIETNAMESE


def remembered(request: Any) -> list[str]:
    """The cookie for an answer to a request that names its language; none to the others. The pages' own script keeps
    the same one, so this one is for a script to write over too: it says nothing of anybody but a language."""
    if NAME not in query_of(request):
        return []
    return [cookie(NAME, tongue_of(request).value, seconds=SECONDS).replace("; HttpOnly", "")]
