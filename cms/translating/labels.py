"""Labels of Wagtail's forms and lists that it leaves to a field's name, and so in English in every language."""

from __future__ import annotations

import wagtail_localize.models
import wagtail_localize.views.edit_translation
from wagtail.admin.forms import choosers
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.sites.views import IndexView
from wagtail.users.forms import PagePermissionsForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm
from wagtail_localize.views.report import TranslationsReportFilterSet

LINK_TEXT = "Chữ hiện của liên kết"
FORMS = {
    LoginForm: {"password": "Mật khẩu"},
    choosers.ExternalLinkChooserForm: {"link_text": LINK_TEXT},
    choosers.AnchorLinkChooserForm: {"link_text": LINK_TEXT},
    choosers.EmailLinkChooserForm: {
        "email_address": "Địa chỉ email",
        "link_text": LINK_TEXT,
        "subject": "Tiêu đề thư",
        "body": "Nội dung thư",
    },
    choosers.PhoneLinkChooserForm: {"phone_number": "Số điện thoại", "link_text": LINK_TEXT},
    WorkflowPageForm: {"page": "Trang"},
    PagePermissionsForm: {"page": "Trang", "permissions": "Quyền"},
    RoleForm: {"role": "Vai trò"},
}
REPORT = {"source_locale": "Ngôn ngữ gốc", "target_locale": "Ngôn ngữ dịch"}
SITES = {"port": "Cổng", "site_name": "Tên trang web", "root_page": "Trang gốc"}


def lay() -> None:
    """Raises ``KeyError`` when a form of the installed Wagtail has no such field any more. A second call changes
    nothing."""
    for form, labels in FORMS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    # Dates as everywhere else in the admin, and not with the months of English.
    for module in (wagtail_localize.models, wagtail_localize.views.edit_translation):
        module.DATE_FORMAT = "%d/%m/%Y"
    filters = TranslationsReportFilterSet.base_filters
    for name, label in REPORT.items():
        filters[name].label = label
    columns = {column.name: column for column in IndexView.columns}
    for name, label in SITES.items():
        columns[name].label = label
