"""Certificates as people upload them: a PDF that only shows, or a scan, which is drawn anew like any picture."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm

from cms.registry.uploads.looking import Refused
from cms.registry.uploads.pictures import redraw

MAX_BYTES = 10 * 1024 * 1024
# What a certificate has no use for, as names of PDF (ISO 32000-1, 12.6.4 and 7.11.4): to run, to start, to carry files.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
# Together, however many there are: objects of an honest certificate fill far less.
_MOST_UNPACKED = 16 * 1024 * 1024
HELP = (
    f"Giấy chứng nhận dạng PDF, hoặc ảnh chụp rõ cả trang (JPEG, PNG, HEIC), tối đa {MAX_BYTES // 1024 // 1024} MB. "
    "Người mua xem được tệp này."
)


class CleanPaper(ContentFile):
    """A certificate that has been looked at."""


def looked_through(content: bytes, name: str) -> CleanPaper:
    """What is to be kept of a certificate. Raises :class:`Refused` with a sentence for whoever chose the file."""
    if len(content) > MAX_BYTES:
        raise Refused(f"Tệp nặng quá {MAX_BYTES // 1024 // 1024} MB. Hãy quét lại ở độ phân giải thấp hơn rồi tải lên.")
    if content.startswith(b"%PDF-"):
        _must_only_show(content)
        stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "giay-chung-nhan"
        return CleanPaper(content, name=f"{stem}.pdf")
    if not content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF")) and content[4:8] != b"ftyp":
        raise Refused("Tệp này không phải PDF hay ảnh. Hãy lưu giấy thành PDF, hoặc chụp ảnh cả trang rồi tải lên.")
    drawn = redraw(content, name)
    return CleanPaper(drawn.read(), name=drawn.name)


def _must_only_show(content: bytes) -> None:
    if b"%%EOF" not in content[-1024:]:
        raise Refused("Tệp PDF bị hỏng hoặc tải lên chưa hết. Hãy mở thử trên máy, lưu lại thành PDF rồi tải lên.")
    if re.search(rb"/Encrypt(?![A-Za-z])", content):
        raise Refused("Tệp PDF có khoá mật khẩu. Hãy in lại thành PDF không khoá rồi tải lên.")
    for piece in (content, *_unpacked(content)):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), piece)
        if _ACTIVE.search(plain):
            raise Refused(
                "Tệp PDF có mã chạy được hoặc tệp đính kèm. Hãy in lại thành PDF thường, hoặc chụp ảnh tờ giấy."
            )


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Objects may lie in compressed streams, where their names are not seen; as much of them as is bearable."""
    left = _MOST_UNPACKED
    for found in _PACKED.finditer(content):
        try:
            piece = zlib.decompressobj().decompress(content[found.end() :], left)
        except zlib.error:
            continue
        yield piece
        left -= len(piece)
        if left <= 0:
            raise Refused("Tệp PDF quá phức tạp. Hãy in lại thành PDF thường, hoặc chụp ảnh tờ giấy.")


class PaperUploadField(WagtailDocumentField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = HELP

    def to_python(self, data: Any) -> Any:
        given = forms.FileField.to_python(self, data)
        if given is None or isinstance(given, CleanPaper):
            return given
        try:
            return looked_through(given.read(MAX_BYTES + 1), given.name)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="invalid") from None


class PaperForm(BaseDocumentForm):
    """Every way to upload in the admin goes through this form (``WAGTAILDOCS_DOCUMENT_FORM_BASE``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            usual = self.fields["file"]
            self.fields["file"] = PaperUploadField(label=usual.label, required=usual.required, widget=usual.widget)
