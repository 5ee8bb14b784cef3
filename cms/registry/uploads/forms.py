"""Where uploads come in: the admin's one form for pictures, with a sentence for the person where one is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.registry.uploads.looking import MAX_BYTES, Refused
from cms.registry.uploads.pictures import CleanPicture, redraw

HELP = (
    f"Ảnh chụp từ điện thoại hay máy ảnh: JPEG, HEIC, PNG hoặc WebP, tối đa {MAX_BYTES // 1024 // 1024} MB. "
    "Ảnh được tự thu nhỏ, xoay cho đúng chiều và xoá vị trí chụp."
)


class PhotoUploadField(WagtailImageField):
    """Takes what the file is, whatever its name ends with: some apps call a HEIC “.jpg”, and nobody sees it."""

    default_validators = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = HELP
        self.error_messages["invalid_image_extension"] = (
            "Tệp này không phải ảnh JPEG, PNG, WebP hay HEIC. Hãy chọn ảnh chụp từ điện thoại hoặc máy ảnh."
        )
        self.error_messages["file_too_large_unknown_size"] = (
            f"Tệp nặng quá {MAX_BYTES // 1024 // 1024} MB. Hãy chụp lại ở chế độ thường, hoặc thu nhỏ ảnh rồi tải lên."
        )

    def to_python(self, data: Any) -> Any:
        given = forms.FileField.to_python(self, data)
        if given is None or isinstance(given, CleanPicture):
            return given
        try:
            # One byte too many is enough to be refused; a file of any size is read no further.
            return redraw(given.read(MAX_BYTES + 1), given.name)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="invalid_image") from None


class PhotoForm(BaseImageForm):
    """Every way to upload in the admin goes through this form (``WAGTAILIMAGES_IMAGE_FORM_BASE``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            usual = self.fields["file"]
            self.fields["file"] = PhotoUploadField(label=usual.label, required=usual.required, widget=usual.widget)

    def save(self, commit: bool = True) -> Any:
        if "file" in self.changed_data and self.instance.pk:
            # The point was chosen on the picture that is being replaced.
            self.instance.set_focal_point(None)
        return super().save(commit=commit)
