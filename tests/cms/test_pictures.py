"""Pictures from upload to the site bucket: upright, without a trace of where they were taken, cut once, cut right."""

from __future__ import annotations

import io
import json
import re
import resource
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.images.forms import get_image_form

from cms.publishing.pictures import pictures_storage, published_picture
from cms.publishing.worker import Worker
from cms.registry.models import Photo, Product
from cms.registry.uploads.looking import Refused, look_at_picture
from cms.registry.uploads.pictures import redraw
from tests.cms.conftest import SITE, Cloud, documents_of
from tests.cms.uploading import PHONE, bomb, photograph, scene

pytestmark = pytest.mark.django_db
FORMATS = ("JPEG", "PNG", "WEBP", "HEIC")
AT = "/admin/images/"
_SIZES = ("src", "width", "height", "thumb_src", "thumb_width", "thumb_height", "avif_src", "share_src", "focus")


def files_of(photo: Photo) -> Iterator[bytes]:
    """The original, every size of it, and what Wagtail cuts for its own lists."""
    with photo.file.storage.open(photo.file.name, "rb") as file:
        yield file.read()
    for name in ("src", "thumb_src", "avif_src", "share_src"):
        if photo.cut[name]:
            with pictures_storage().open(photo.cut[name][1:], "rb") as file:
                yield file.read()
    with photo.get_rendition("max-165x165").file.open("rb") as file:
        yield file.read()


def is_clean(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as picture:
        traces = set(picture.info) & {"exif", "xmp", "comment", "XML:com.adobe.xmp", "icc_profile"}
        # AVIF writers note the orientation “as it is”; anything more would be a trace.
        return not dict(picture.getexif()) and not traces and PHONE.encode() not in content and b"Exif" not in content


@pytest.mark.parametrize("format", FORMATS)
def test_a_photograph_is_upright_and_says_nothing_of_where_it_was_taken(format: str) -> None:
    assert PHONE.encode() in photograph(format)
    photo = Photo.objects.create(title="Na", file=ContentFile(photograph(format), name="IMG_0001.x"))
    assert (photo.width, photo.height) == (1200, 900)
    with Image.open(photo.file.storage.path(photo.file.name)) as kept:
        assert kept.format == "JPEG"
        top, bottom = kept.getpixel((600, 100)), kept.getpixel((600, 800))
    assert top[0] > 180 > 60 > top[2]
    assert bottom[2] > 180 > 60 > bottom[0]
    assert [is_clean(content) for content in files_of(photo)] == [True] * 6


def test_see_through_stays_so_but_for_link_previews() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (1300, 700), (0, 0, 0, 0)).save(out, "PNG")
    photo = Photo.objects.create(title="Nhãn", file=ContentFile(out.getvalue(), name="nhan.png"))
    assert photo.file.name.endswith(".webp")
    with pictures_storage().open(photo.cut["src"][1:]) as file, Image.open(file) as hero:
        assert hero.convert("RGBA").getpixel((5, 5))[3] == 0
    with pictures_storage().open(photo.cut["share_src"][1:]) as file, Image.open(file) as share:
        assert (share.size, share.getpixel((600, 300))) == ((1200, 630), (255, 255, 255))


def test_a_huge_photograph_is_kept_at_a_sensible_size() -> None:
    photo = Photo.objects.create(title="To", file=ContentFile(photograph("JPEG", 4000, 3000), name="to.jpg"))
    assert (photo.width, photo.height) == (2560, 1920)
    assert (photo.cut["width"], photo.cut["height"], photo.cut["thumb_width"]) == (640, 480, 320)


def test_a_small_one_is_not_blown_up() -> None:
    photo = Photo.objects.create(title="Nhỏ", file=ContentFile(photograph("JPEG", 300, 200), name="nho.jpg"))
    picture = published_picture(photo, "Quả na")
    assert picture is not None
    assert (picture.width, picture.height, picture.thumb_width, picture.share_src) == (300, 200, 300, "")


def test_the_focal_point_decides_what_is_seen_in_a_link_preview(product: Product) -> None:
    picture = scene(600, 1200)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    photo = Photo.objects.create(title="Cao", file=ContentFile(out.getvalue(), name="cao.jpg"))

    def middle() -> tuple[int, ...]:
        with pictures_storage().open(photo.cut["share_src"][1:]) as file, Image.open(file) as share:
            return share.convert("RGB").getpixel((600, 315))

    photo.focal_point_x, photo.focal_point_y = 300, 200
    photo.focal_point_width = photo.focal_point_height = 100
    photo.save()
    red = middle()
    assert (red[0] > 180, photo.cut["focus"]) == (True, [50, 17])
    photo.focal_point_y = 1150
    photo.save()
    assert (middle()[2] > 180, photo.cut["focus"]) == (True, [50, 96])
    # What is there already is not made again, and what shows it says where it is now.
    before = sorted(pictures_storage().listdir("anh")[1])
    photo.save()
    assert sorted(pictures_storage().listdir("anh")[1]) == before


def test_what_shows_a_photo_follows_its_focal_point(product: Product, photo: Photo) -> None:
    before = documents_of("product", "sp-thu")
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 80, 60, 10, 10
    photo.save()
    after = documents_of("product", "sp-thu")
    assert (len(after) - len(before), after[-1].body.pictures[0].focus) == (1, (10, 10))
    photo.title = "Tên khác"
    photo.save()
    assert len(documents_of("product", "sp-thu")) == len(after)


def test_every_size_comes_to_lie_beside_the_pages(product: Product, cloud: Cloud) -> None:
    Worker(cloud.delivery()).publish_due()
    picture = documents_of("product", "sp-thu")[-1].body.pictures[0]
    kinds = {"src": "image/webp", "thumb_src": "image/webp", "avif_src": "image/avif", "share_src": "image/jpeg"}
    for field, kind in kinds.items():
        there = cloud.s3.head_object(Bucket=SITE, Key=getattr(picture, field)[1:])
        assert (there["ContentType"], there["CacheControl"]) == (kind, "public, max-age=31536000, immutable")


def test_a_bomb_is_refused_by_its_header_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    content, before = bomb(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(content) < 100_000
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("it was opened"))
    started = time.perf_counter()
    with pytest.raises(Refused, match=r"14142 × 14142 điểm ảnh .khoảng 200 triệu.*Hãy chụp ở chế độ thường"):
        redraw(content, "bom.png")
    assert time.perf_counter() - started < 0.1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


def test_one_whose_header_lies_is_stopped_by_the_bounds_of_its_process() -> None:
    """It says 100 × 100 and unpacks to 200 megapixels: only as much is unpacked as it said."""
    lying = bomb().replace((14_142).to_bytes(4, "big") * 2, (100).to_bytes(4, "big") * 2)
    started = time.perf_counter()
    with pytest.raises(Refused, match="Không đọc được ảnh"):
        redraw(lying, "doi.png")
    assert time.perf_counter() - started < 10


REFUSED = [
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Ảnh SVG có thể chứa mã lệnh"),
    (b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "Ảnh SVG có thể chứa mã lệnh"),
    (b"GIF89a" + b"\0" * 40, "Ảnh GIF không nhận"),
    (b"%PDF-1.7 ...", "Giấy chứng nhận thì tải lên ở mục Tài liệu"),
    (b"\0\0\0\x18ftypqt  moov", "Đây là phim"),
    (b"<html><script>alert(1)</script>", "không phải ảnh JPEG, PNG, WebP hay HEIC"),
    (b"MZ\x90\0", "không phải ảnh JPEG, PNG, WebP hay HEIC"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "Không đọc được ảnh"),
    (b"RIFF\0\0\0\0WEBPVP8X", "Không đọc được ảnh"),
]


@pytest.mark.parametrize(("content", "sentence"), REFUSED, ids=[row[1] + str(n) for n, row in enumerate(REFUSED)])
def test_what_is_no_photograph_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        look_at_picture(content)


def test_what_hides_behind_a_picture_is_gone() -> None:
    hidden = photograph("JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    photo = Photo.objects.create(title="Hai mặt", file=ContentFile(hidden, name="a.php.jpg"))
    assert all(b"<script>" not in content for content in files_of(photo))


def upload(client: Client, way: str, content: bytes, name: str) -> Any:
    """The ways of the admin: one picture, many at once, in a chooser, in the chooser of the text editor."""
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    if way == "many":
        return client.post(f"{AT}multiple/add/", {"title": name, "collection": 1, "files[]": file})
    if way == "one":
        return client.post(f"{AT}add/", {"title": name, "collection": 1, "file": file})
    query = "?select_format=true" if way == "text" else ""
    given = {"image-chooser-upload-title": name, "image-chooser-upload-collection": 1}
    return client.post(f"{AT}chooser/create/{query}", given | {"image-chooser-upload-file": file})


@pytest.mark.parametrize("way", ["one", "many", "chooser", "text"])
def test_each_way_to_upload_takes_a_phones_heic_and_refuses_a_bomb(client: Client, editor: Any, way: str) -> None:
    client.force_login(editor)
    answer = upload(client, way, photograph("HEIC"), "IMG_0001.HEIC")
    assert answer.status_code in (200, 302), answer.content[:500]
    (photo,) = Photo.objects.all()
    assert re.fullmatch(r"original_images/IMG_0001(_\w+)?\.jpg", photo.file.name)
    assert (photo.width, set(photo.cut)) == (1200, {*_SIZES, "key"})
    answer = upload(client, way, bomb(), "bom.png")
    assert answer.status_code == 200
    body = json.loads(answer.content) if answer["Content-Type"].startswith("application/json") else {}
    said = body.get("error_message") or body.get("htmlFragment") or body.get("html") or answer.content.decode()
    assert "Ảnh quá lớn: 14142 × 14142 điểm ảnh" in said
    assert Photo.objects.count() == 1


def test_a_replaced_picture_forgets_the_point_chosen_on_the_old_one(photo: Photo) -> None:
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 80, 60, 10, 10
    photo.save()
    given = {"title": "Khác", "collection": photo.collection_id, "focal_point_x": 80, "focal_point_y": 60}
    file = SimpleUploadedFile("khac.jpg", photograph("JPEG"))
    form = get_image_form(Photo)(given, {"file": file}, instance=photo)
    assert form.is_valid(), form.errors
    replaced = form.save()
    assert (replaced.has_focal_point(), replaced.cut["focus"], replaced.width) == (False, [50, 50], 1200)
