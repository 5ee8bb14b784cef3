"""``{% publication object %}``: the line that says where an edited thing stands on its way to the shop."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from cms.publishing.standing import name_of, told

register = template.Library()


@register.inclusion_tag("publishing/standing.html", takes_context=True)
def publication(context: dict[str, Any], instance: Any) -> dict[str, Any]:
    name = name_of(instance)
    if name is None:
        return {}
    return {"told": told(context["request"].user, *name), "url": reverse("publication_standing", args=name)}
