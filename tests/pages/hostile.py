"""Views with the same hostile text in every place where text can stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

# Each part breaks out of another place: an attribute, an element, a script, a template, a comment, an address.
HOSTILE = (
    "javascript:alert(1)//\"'`><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    "<svg onload=window.hacked=1></textarea></title></style>{{7*7}}{% raw %}-->]]>\u2028"
    "<a href=javascript:window.hacked=1>x"
)
# These choose between words of ours and are never shown; TransferView.qr_svg is markup by contract.
_NOT_TEXT = {"qr_svg", "phase"}


def poisoned(value: Any, text: str = HOSTILE, name: str = "") -> Any:
    """``value`` with every string in it, however deep, put to ``text``."""
    if isinstance(value, str):
        return value if name in _NOT_TEXT else text
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__dataclass_fields__"):
        changed = {f.name: poisoned(getattr(value, f.name), text, f.name) for f in dataclasses.fields(value) if f.init}
        return dataclasses.replace(value, **changed)
    if isinstance(value, Mapping):
        # The keys are form fields and product ids: ours, and looked up by the templates.
        return {key: poisoned(item, text) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    return value


def count_strings(value: Any, text: str = HOSTILE) -> int:
    """How many strings of ``value`` are ``text``: shows that the poison got everywhere."""
    if isinstance(value, str):
        return int(value == text)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return sum(count_strings(getattr(value, f.name), text) for f in dataclasses.fields(value))
    if isinstance(value, Mapping):
        return sum(count_strings(item, text) for item in value.values())
    if isinstance(value, tuple):
        return sum(count_strings(item, text) for item in value)
    return 0
