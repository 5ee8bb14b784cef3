"""docs/headless.md is true: every line of shell in it is run against a server, as a stranger would."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cms.registry.models import Photo, Product
from cms.stories.models import HomePage, StoryPage

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "headless.md").read_text()
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def story_of_the_page(home: HomePage, product: Product, photo: Photo) -> StoryPage:
    page = StoryPage(title="Mùa quýt", slug="mua-quyt", summary="Quýt chín.", author="Ban biên tập", live=False)
    page.picture, page.picture_alt, page.body = photo, "Quả quýt", [("product", product)]
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def run(shell: str, address: str) -> str:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    given = f"CMS={address}\n{shell}"
    return subprocess.run(["bash", "-euc", given], capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.django_db(transaction=True)
def test_every_example_answers_as_the_page_says(story_of_the_page: StoryPage, live_server: Any, settings: Any) -> None:
    settings.WAGTAILAPI_BASE_URL = live_server.url
    first, listing, found, goods, again, wrong = SHELL
    assert first.startswith("CMS=http://127.0.0.1:")
    (item,) = json.loads(run(listing, live_server.url))["items"]
    assert (item["title"], item["summary"], item["picture"]["width"]) == ("Mùa quýt", "Quýt chín.", 640)
    page = json.loads(run(found, live_server.url))
    assert page["blocks"][0]["product"]["price"] == 35_000
    products, shops = (
        run(goods.replace('limit=3"\ncurl', 'limit=3"; echo; curl'), live_server.url).strip().split("\n}\n")
    )
    assert '"price": 35000' in products
    assert "Vườn quýt thử" in shops
    assert run(again, live_server.url) == "304\n"
    assert json.loads(run(wrong, live_server.url))["code"] == "bad_request"
