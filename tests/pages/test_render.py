"""The renderer as a whole: pure, quick, small, and with the headers it needs."""

from __future__ import annotations

import doctest
import gzip
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import chalicelib.pages
import pytest
from chalicelib.pages import (
    assets,
    commune_map,
    formats,
    links,
    render,
    richtext,
    security_headers,
    static,
    timeline,
    videos,
)
from jinja2 import UndefinedError

from tests.pages.samples import PAGES
from tests.pages.samples_abroad import ABROAD
from tests.pages.samples_goods import CHROME
from tests.pages.samples_reading import PRODUCT

_PAGES_FOLDER = Path(chalicelib.pages.__file__).parent


def _gz(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_and_within_its_budget(name: str) -> None:
    html = render(PAGES[name])
    assert html.startswith('<!doctype html>\n<html lang="vi">')
    assert html.count("<h1") == 1
    assert html.rstrip().endswith("</html>")
    assert _gz(html.encode()) <= 15 * 1024


@pytest.mark.parametrize("name", PAGES)
def test_style_of_a_page_is_within_its_budget(name: str) -> None:
    """What a phone must have before it draws anything: the common sheet and the one of its kind of page."""
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', render(PAGES[name]))
    assert 1 <= len(sheets) <= 2
    # The desk is for operators at their own computers.
    limit = 5 * 1024 if "/assets/desk." not in "".join(sheets) else 6 * 1024
    assert sum(_gz(assets()[sheet][0]) for sheet in sheets) <= limit


def test_scripts_are_within_their_budget() -> None:
    scripts = {path: _gz(content) for path, (content, _) in assets().items() if path.endswith(".js")}
    assert sum(scripts.values()) <= 5 * 1024, scripts


_WITH_EXAMPLES = (commune_map, formats, links, richtext, static, timeline, videos)


@pytest.mark.parametrize("module", _WITH_EXAMPLES, ids=lambda module: module.__name__)
def test_examples_in_the_documentation_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_same_view_same_bytes() -> None:
    assert render(PRODUCT) == render(replace(PRODUCT))


def test_every_asset_that_a_page_names_exists() -> None:
    shown = [*PAGES.values(), *ABROAD.values()]
    named = {path for view in shown for path in re.findall(r'"(/assets/[^"]+)"', render(view))}
    assert named == set(assets())


def test_asset_paths_carry_the_hash_of_their_content() -> None:
    for path, (content, content_type) in assets().items():
        assert re.fullmatch(r"/assets/[a-z]+\.[0-9a-f]{12}\.(css|js|svg)", path)
        assert content
        assert content_type.startswith(("text/css", "text/javascript", "image/svg+xml"))


def test_pages_need_no_inline_script_or_style() -> None:
    for name, view in PAGES.items():
        html = render(view)
        assert "<style" not in html, name
        assert not re.search(r"<script(?![^>]*(src=|application/ld))", html), name


def test_a_page_a_millisecond(capsys: pytest.CaptureFixture[str]) -> None:
    for view in PAGES.values():
        render(view)
    # The best of several rounds: other work on the machine only ever adds time.
    rounds = []
    for _ in range(7):
        started = time.process_time()
        for view in PAGES.values():
            render(view)
        rounds.append((time.process_time() - started) / len(PAGES) * 1_000)
    with capsys.disabled():
        print(f"\nrendering: {min(rounds):.2f} ms a page (mean over {len(PAGES)} pages, best of {len(rounds)} rounds)")
    assert min(rounds) < 3


def test_templates_are_found_inside_a_zip(tmp_path: Path) -> None:
    archive = tmp_path / "functions.zip"
    root = _PAGES_FOLDER.parents[1]
    with ZipFile(archive, "w") as packed:
        for folder, base in ((root / "chalicelib", root), (root / "vendor", root / "vendor")):
            for file in folder.rglob("*"):
                if file.is_file() and "__pycache__" not in file.parts:
                    packed.write(file, file.relative_to(base))
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from chalicelib.pages import assets, render, views\n"
        "chrome = views.Chrome(hotline='0', zalo='0', legal_lines=())\n"
        "html = render(views.LookupPage(chrome=chrome))\n"
        "assert 'functions.zip' in render.__code__.co_filename\n"
        "assert 'Tra cứu' in html and assets()\n"
    )
    subprocess.run([sys.executable, "-c", code, str(archive)], check=True, cwd=tmp_path, env={"PYTHONUTF8": "1"})


def test_a_mistake_in_a_template_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render(replace(PRODUCT, document=replace(PRODUCT.document, body=None)))


def test_what_is_no_view_is_refused() -> None:
    with pytest.raises(KeyError):
        render(CHROME)  # type: ignore[arg-type]


def test_policy_allows_only_ourselves() -> None:
    headers = security_headers(is_local=False)
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy.replace("upgrade-insecure-requests", "")
    for part in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in security_headers(is_local=True)


def test_card_origin_is_added_where_the_card_form_needs_it() -> None:
    policy = security_headers(card_origin="http://127.0.0.1:8420", is_local=True)["Content-Security-Policy"]
    for directive in ("script-src", "frame-src", "connect-src"):
        assert f"{directive} 'self' http://127.0.0.1:8420" in policy
    real = security_headers(card_origin="https://js.stripe.com", is_local=False)["Content-Security-Policy"]
    assert "connect-src 'self' https://js.stripe.com https://api.stripe.com" in real


@pytest.mark.parametrize(
    "origin", ["", "js.stripe.com", "https://a.example; script-src *", "https://a.example/v3/", "*"]
)
def test_what_is_no_origin_cannot_widen_the_policy(origin: str) -> None:
    with pytest.raises(ValueError, match="not an origin"):
        security_headers(card_origin=origin, is_local=True)
