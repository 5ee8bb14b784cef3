from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.models import Page

from cms.stories.warnings import warnings_of


@hooks.register("insert_editor_js")
def vietnamese_slugs() -> str:
    return format_html('<script src="{}"></script>', static("stories/vietnamese-slugs.js"))


@hooks.register("insert_global_admin_css")
def form_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("stories/forms.css"))


@hooks.register("after_publish_page")
def warn_of_what_was_published(request: HttpRequest, page: Page) -> None:
    """The form is left behind by publishing, so what its warnings panel would say comes with the news."""
    for warning in warnings_of(page.specific):
        messages.warning(request, warning)
