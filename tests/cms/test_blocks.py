"""Every kind of block: what editors may put in, what is refused at its field, what readers get."""

from __future__ import annotations

from typing import Any

import pytest
from market.catalogue import Fact, Season
from wagtail.blocks.stream_block import StreamBlockValidationError

from cms.publishing.blocks import published_blocks
from cms.publishing.richtext import clean_html
from cms.registry.models import Photo, Product
from cms.stories.blocks import StoryBlocks
from cms.stories.links import shop_href, video_href
from cms.stories.models import HomePage, StoryPage
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db


def stream(*parts: tuple[str, Any]) -> Any:
    return StoryPage(body=list(parts)).body


def told(problem: Any) -> str:
    """What the form shows at the block and its fields."""
    return str(problem.as_json_data() if hasattr(problem, "as_json_data") else problem.messages)


def refused(part: tuple[str, Any]) -> str:
    with pytest.raises(StreamBlockValidationError) as refusal:
        StoryBlocks().clean(stream(part))
    return told(refusal.value.block_errors[0])


def test_every_kind_arrives_whole(photo: Photo, product: Product) -> None:
    blocks = published_blocks(
        stream(
            (
                "gallery",
                {"caption": "Một ngày", "pictures": [{"photo": photo, "alt": "A"}, {"photo": photo, "alt": "B"}]},
            ),
            ("video", {"title": "Hái hồi", "href": "https://youtu.be/abc_DEF-123", "poster": photo, "alt": "Rừng hồi"}),
            ("shop", product.shop),
            ("facts", {"caption": "Con số", "rows": [{"label": "Diện tích", "value": "1.400 ha"}]}),
            ("calendar", {"caption": "Mùa", "seasons": [{"label": "Vụ chính", "months": ["12", "1"]}]}),
            ("map", {"caption": "Ở đâu", "communes": ["06325", "05977"]}),
            ("action", {"text": "Xem quýt", "href": "/dac-san/quyt-bac-son"}),
        )
    )
    gallery, video, shop, facts, calendar, map_, action = blocks
    assert ([picture.alt for picture in gallery.pictures], gallery.text) == (["A", "B"], "Một ngày")
    assert (video.href, video.text, video.picture.alt) == (
        "https://www.youtube.com/watch?v=abc_DEF-123",
        "Hái hồi",
        "Rừng hồi",
    )
    assert shop.shop_id == "gh-thu"
    assert (facts.text, facts.facts) == ("Con số", (Fact(label="Diện tích", value="1.400 ha"),))
    assert calendar.seasons == (Season(label="Vụ chính", months=(1, 12)),)
    # In the registry's order: phường first.
    assert map_.commune_codes == ("05977", "06325")
    assert (action.text, action.href) == ("Xem quýt", "/dac-san/quyt-bac-son")


def test_a_draft_that_lacks_everything_breaks_nothing() -> None:
    empty = stream(
        ("heading", ""),
        ("image", {"photo": None, "alt": "", "caption": ""}),
        ("gallery", {"caption": "", "pictures": [{"photo": None, "alt": ""}]}),
        ("quote", {"text": "", "attribution": ""}),
        ("video", {"title": "", "href": "", "poster": None, "alt": ""}),
        ("product", None),
        ("shop", None),
        ("facts", {"caption": "", "rows": [{"label": "", "value": ""}]}),
        ("calendar", {"caption": "", "seasons": [{"label": "", "months": []}]}),
        ("map", {"caption": "", "communes": []}),
        ("action", {"text": "", "href": ""}),
    )
    assert published_blocks(empty) == ()


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (("product", None), "Hãy chọn một sản phẩm. Sản phẩm chọn trước đây có thể đã bị xoá."),
        (("shop", None), "Hãy chọn một gian hàng. Gian hàng chọn trước đây có thể đã bị xoá."),
        (("image", {"photo": None, "alt": "", "caption": ""}), "Ảnh trong bài cần một câu mô tả"),
        (("video", {"title": "x", "href": "https://evil.example/v", "poster": None, "alt": "x"}), "Chỉ nhận video của"),
        (
            ("video", {"title": "x", "href": "https://vimeo.com/123456", "poster": None, "alt": "x"}),
            "Video cần một ảnh bìa.",
        ),
        (("action", {"text": "x", "href": "javascript:alert(1)"}), "Ghi đường dẫn trong chợ"),
        (("calendar", {"caption": "x", "seasons": [{"label": "x", "months": []}]}), "Hãy chọn ít nhất một tháng."),
        (("map", {"caption": "x", "communes": []}), "Hãy chọn ít nhất một xã, phường."),
        (("map", {"caption": "x", "communes": ["99999"]}), "99999"),
    ],
)
def test_a_part_that_cannot_be_is_refused_in_words(part: tuple[str, Any], sentence: str) -> None:
    assert sentence in refused(part)


def test_a_product_deleted_since_is_refused_at_its_block_and_left_out_of_the_page(
    home: HomePage, product: Product
) -> None:
    page = StoryPage(title="Chuyện", summary="x", author="y")
    page.body = [("heading", "Đầu"), ("product", product)]
    home.add_child(instance=page)
    product.delete()
    page = StoryPage.objects.get(pk=page.pk)
    with pytest.raises(StreamBlockValidationError) as refusal:
        StoryBlocks().clean(page.body)
    assert "Hãy chọn một sản phẩm." in told(refusal.value.block_errors[1])
    page.save(clean=False)
    blocks = documents_of("story", f"story-{page.pk}")[-1].body.blocks
    assert [block.kind for block in blocks] == ["heading"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/dac-san/na", "/dac-san/na"),
        (" http://127.0.0.1:8000/trang/x ", "/trang/x"),
        ("http://127.0.0.1:8000", "/"),
        ("https://langson.gov.vn/a?b=c", "https://langson.gov.vn/a?b=c"),
        ("tel:19001234", "tel:19001234"),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("http://langson.gov.vn", ""),
        ("https://user@evil.example/", ""),
        ("https://[::1", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ('/x"><script>', ""),
        ("", ""),
    ],
)
def test_where_a_link_may_lead(typed: str, kept: str) -> None:
    assert shop_href(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ?si=1", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://player.vimeo.com/video/76979871", "https://vimeo.com/76979871"),
        ("/tep/hai-hoi.mp4", "/tep/hai-hoi.mp4"),
        ("/tep/../x.mp4", ""),
        ("/tep/hai-hoi.html", ""),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", ""),
        ("https://www.youtube.com/watch?v=<script>", ""),
        ("https://www.youtube.com/redirect?q=x", ""),
        ("https://vimeo.com/ondemand/x", ""),
        ("tel:19001234", ""),
    ],
)
def test_where_a_video_may_come_from(typed: str, kept: str) -> None:
    assert video_href(typed) == kept


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {margin:0}</style></head><body>
<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><!--StartFragment-->
<p class=MsoNormal style='margin-top:6.0pt;mso-line-height-rule:exactly'><b><span lang=VI style='font-size:14.0pt;
font-family:"Times New Roman",serif'>Hồi Văn Quan<o:p></o:p></span></b></p>
<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>· </span><![endif]>Hái tay
<a name="_Toc1"></a><a href="file:///C:/x.doc">tệp</a></p><!--EndFragment--></body></html>"""


def test_what_word_brings_along_is_left_behind() -> None:
    html = clean_html(WORD)
    assert "<p><b>Hồi Văn Quan</b></p>" in html
    assert "Hái tay" in html
    for rest in ("Mso", "style", "o:p", "span", "mso", "xml", "if", "name=", "file:", "<!"):
        assert rest not in html, rest


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        '<img src=x onerror="alert(1)">',
        '<a href="java\nscript:alert(1)">x</a>',
        "<iframe src=https://evil.example></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    ],
)
def test_nothing_that_runs_gets_through(hostile: str) -> None:
    html = clean_html(hostile)
    for rest in ("script", "onclick", "onerror", "iframe", "alert(1)</", "svg"):
        assert rest not in html


def test_signs_of_html_in_plain_fields_stay_signs() -> None:
    blocks = published_blocks(
        stream(("heading", "Na \u200b<b>dai</b>\n ngon"), ("quote", {"text": "<i>", "attribution": ""}))
    )
    assert (blocks[0].text, blocks[1].text) == ("Na <b>dai</b> ngon", "<i>")
