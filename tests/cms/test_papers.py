"""Certificates: looked through when they come, beside the pages when their claim is published."""

from __future__ import annotations

import datetime
import hashlib
import zlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document

from cms.publishing.papers import published_paper
from cms.publishing.pictures import pictures_storage
from cms.publishing.worker import Worker
from cms.registry.models import Badge, Product
from cms.registry.uploads.looking import Refused
from cms.registry.uploads.papers import looked_through
from tests.cms.conftest import SITE, Cloud, documents_of
from tests.cms.uploading import PHONE, photograph

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def pdf(inside: bytes) -> bytes:
    return b"%PDF-1.7\n" + inside + b"\n%%EOF\n"


def packed(inside: bytes) -> bytes:
    return pdf(b"1 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n" + zlib.compress(inside) + b"\nendstream")


REFUSED = [
    (pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), "mã chạy được"),
    (pdf(b"<< /S /Java#53cript >>"), "mã chạy được"),
    (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "mã chạy được"),
    (pdf(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"), "tệp đính kèm"),
    (packed(b"<< /S /JavaScript >>"), "mã chạy được"),
    (packed(b"\0" * 20_000_000), "quá phức tạp"),
    (pdf(b"<< /Encrypt 5 0 R >>"), "khoá mật khẩu"),
    (b"%PDF-1.4 cut off", "tải lên chưa hết"),
    (PDF + b"<html>" * 400, "tải lên chưa hết"),
    (b"<html><script>alert(1)</script>%PDF-1.4 %%EOF", "không phải PDF hay ảnh"),
    (b"<svg onload='alert(1)'/>", "không phải PDF hay ảnh"),
    (b"PK\3\4", "không phải PDF hay ảnh"),
    (b"\x89PNG\r\n\x1a\n", "không phải ảnh"),
    (b"%PDF-1.4" + b" " * 11_000_000, "nặng quá 10 MB"),
]


@pytest.mark.parametrize(("content", "sentence"), REFUSED, ids=[f"{n} {row[1]}" for n, row in enumerate(REFUSED)])
def test_what_is_no_certificate_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        looked_through(content, "giay.pdf")


@pytest.mark.parametrize("way", ["one", "many", "chooser"])
def test_each_way_to_upload_looks_through_what_comes(client: Client, editor: Any, way: str) -> None:
    client.force_login(editor)

    def send(content: bytes, name: str) -> Any:
        file = SimpleUploadedFile(name, content, "application/pdf")
        if way == "many":
            return client.post("/admin/documents/multiple/add/", {"title": name, "collection": 1, "files[]": file})
        if way == "one":
            return client.post("/admin/documents/add/", {"title": name, "collection": 1, "file": file})
        given = {"document-chooser-upload-title": name, "document-chooser-upload-collection": 1}
        return client.post("/admin/documents/chooser/create/", given | {"document-chooser-upload-file": file})

    answer = send(pdf(b"<< /S /JavaScript >>"), "ma.pdf")
    said = answer.json() if answer["Content-Type"].startswith("application/json") else answer.content.decode()
    assert "có mã chạy được" in str(said)
    assert Document.objects.count() == 0
    send(photograph("HEIC"), "giay.heic")
    scan = Document.objects.get()
    assert scan.filename.endswith(".jpg")
    with scan.file.open("rb") as file:
        assert PHONE.encode() not in file.read()
    send(PDF, "giay.pdf")
    assert Document.objects.count() == 2


def with_paper(product: Product, paper: Document, *, is_checked: bool) -> None:
    badge = Badge(kind="ocop", label="OCOP 4 sao", number="12/QĐ", issuer="UBND tỉnh Lạng Sơn", file=paper)
    badge.valid_from = datetime.date(2026, 1, 1)
    if is_checked:
        badge.checked_by, badge.checked_at = "Nông Thị Hà", datetime.date(2026, 2, 1)
    product.badges = [badge]
    product.save()


def test_a_certificate_lies_beside_the_pages_once_somebody_has_checked_it(product: Product, cloud: Cloud) -> None:
    paper = Document.objects.create(title="OCOP", file=ContentFile(PDF, name="giay.pdf"))
    with_paper(product, paper, is_checked=False)
    Worker(cloud.delivery()).publish_due()
    assert not [key for key in cloud.keys(SITE) if key.startswith("tai-lieu/")]
    with_paper(product, paper, is_checked=True)
    Worker(cloud.delivery()).publish_due()
    (badge,) = documents_of("product", "sp-thu")[-1].body.badges
    assert badge.file_path == f"/tai-lieu/{hashlib.sha1(PDF).hexdigest()}.pdf"
    there = cloud.s3.head_object(Bucket=SITE, Key=badge.file_path[1:])
    assert (there["ContentType"], there["ContentDisposition"]) == ("application/pdf", "attachment")
    assert cloud.read(SITE, badge.file_path[1:]) == PDF


def test_what_came_round_the_form_is_looked_through_before_it_is_published(product: Product) -> None:
    bad = pdf(b"<< /S /JavaScript >>")
    paper = Document.objects.create(title="Xấu", file=ContentFile(bad, name="xau.pdf"))
    page = Document.objects.create(title="Trang", file=ContentFile(b"<script>alert(1)</script>", name="trang.html"))
    with_paper(product, paper, is_checked=True)
    (badge,) = documents_of("product", "sp-thu")[-1].body.badges
    assert (badge.label, badge.file_path) == ("OCOP 4 sao", "")
    assert published_paper(page) == ""
    assert not pictures_storage().exists(f"tai-lieu/{hashlib.sha1(bad).hexdigest()}.pdf")
