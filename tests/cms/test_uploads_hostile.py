"""Files that were changed byte by byte: whatever comes, the answer is a picture of ours or a sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from cms.registry.models import Photo
from cms.registry.uploads.looking import MAX_PIXELS, Refused, Seen, look_at_picture
from cms.registry.uploads.papers import looked_through
from cms.registry.uploads.pictures import redraw
from tests.cms.uploading import photograph

FORMATS = ("JPEG", "PNG", "WEBP", "HEIC")


@st.composite
def changed(draw: st.DrawFn, size: tuple[int, int] = (320, 240)) -> bytes:
    """An honest file with some bytes replaced, cut out or put in."""
    content = bytearray(photograph(draw(st.sampled_from(FORMATS)), *size))
    for _ in range(draw(st.integers(0, 8))):
        # Most of what decoders believe stands at the beginning.
        at = draw(st.integers(0, len(content)) | st.integers(0, min(200, len(content))))
        length = draw(st.integers(0, 12))
        content[at : at + length] = draw(st.binary(max_size=12))
    return bytes(content[: draw(st.integers(0, len(content)) | st.just(len(content)))])


def or_sentence(attempt: Callable[[], Any]) -> Any:
    try:
        return attempt()
    except Refused as refusal:
        return str(refusal)


@given(content=changed() | st.binary(max_size=400))
@example(content=b"")
@example(content=b"\xff\xd8\xff" + b"\xff" * 50)
@example(content=b"\0\0\0\x18ftypheic" + b"\0\0\0\x14ispe\0\0\0\0" + b"\xff" * 8)
@settings(max_examples=1_500, deadline=200, suppress_health_check=[HealthCheck.too_slow])
def test_looking_answers_with_what_it_saw_or_a_sentence(content: bytes) -> None:
    seen = or_sentence(lambda: look_at_picture(content))
    if isinstance(seen, str):
        assert seen.endswith(".")
    else:
        assert isinstance(seen, Seen)
        assert 0 < seen.width * seen.height <= MAX_PIXELS[seen.kind]


@given(content=changed())
@settings(max_examples=40, deadline=30_000, suppress_health_check=[HealthCheck.too_slow])
def test_drawing_gives_a_picture_of_ours_or_a_sentence(content: bytes) -> None:
    drawn = or_sentence(lambda: redraw(content, "x"))
    if isinstance(drawn, str):
        assert drawn.endswith(".")
    else:
        with Image.open(io.BytesIO(drawn.read())) as picture:
            picture.load()
            assert (picture.format in ("JPEG", "WEBP"), max(picture.size) <= 2560) == (True, True)


@given(content=st.binary(max_size=300).map(lambda inside: b"%PDF-1.7" + inside + b"%%EOF") | changed())
@settings(max_examples=60, deadline=30_000, suppress_health_check=[HealthCheck.too_slow])
def test_certificates_likewise(content: bytes) -> None:
    paper = or_sentence(lambda: looked_through(content, "x"))
    if isinstance(paper, str):
        assert paper.endswith(".")
    else:
        assert (paper.name or "").endswith((".pdf", ".jpg", ".webp"))


@pytest.mark.django_db
@given(content=changed(), name=st.text(max_size=60))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_admin_never_answers_with_an_error_of_its_own(
    client: Client, editor: Any, content: bytes, name: str
) -> None:
    client.force_login(editor)
    before = Photo.objects.count()
    file = SimpleUploadedFile("anh.jpg", content)
    file._name = name or "anh"
    answer = client.post("/admin/images/multiple/add/", {"title": "Ảnh", "collection": 1, "files[]": file})
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        told = answer.json()
        assert (Photo.objects.count() - before, bool(told.get("error_message"))) in ((1, False), (0, True))
