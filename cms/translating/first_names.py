"""The names that Django and Wagtail write into the database in English, when they make their tables."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.utils.translation import gettext, override
from wagtail.models import Collection, Page, Task, Workflow

# Models of packages that leave their names to their class.
MODELS = {"locale": "ngôn ngữ", "translation": "bản dịch"}
VERBS = {"add": "Thêm", "change": "Sửa", "delete": "Xoá", "view": "Xem"}
ROOT = "Gốc"
WAGTAILS_WORKFLOW = "Duyệt trước khi đăng (mẫu của Wagtail)"


def translate(using: str) -> None:
    """After the last app's migration, when every permission is there. Idempotent; a name that somebody gave stays."""
    name_permissions(using)
    Collection.objects.using(using).filter(depth=1, name="Root").update(name=ROOT)
    Page.objects.using(using).filter(depth=1, title="Root").update(title=ROOT, draft_title=ROOT)
    for named in (Workflow, Task):
        named.objects.using(using).filter(name="Moderators approval").update(name=WAGTAILS_WORKFLOW)


def name_permissions(using: str) -> None:
    """“Can add page” → “Thêm trang”: Django finds a permission by its code name and never looks at its name again."""
    changed = []
    for permission in Permission.objects.using(using).select_related("content_type"):
        if (name := vietnamese(permission)) != permission.name:
            permission.name = name
            changed.append(permission)
    Permission.objects.using(using).bulk_update(changed, ["name"], batch_size=200)


def vietnamese(permission: Permission) -> str:
    """Its name as the admin shows it, 255 characters at most."""
    verb, _, rest = permission.codename.partition("_")
    model = permission.content_type.model_class()
    with override("vi"):
        if model is not None and verb in VERBS and rest == model._meta.model_name:
            return f"{VERBS[verb]} {MODELS.get(rest, model._meta.verbose_name)}"[:255]
        return gettext(permission.name)
