from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_editor_js")
def vietnamese_slugs() -> str:
    return format_html('<script src="{}"></script>', static("stories/vietnamese-slugs.js"))
