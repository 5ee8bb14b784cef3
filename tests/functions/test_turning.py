"""What changes by the clock alone, with the CMS switched off: nothing here is published once time has begun to pass,
unless that is the point."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.usecases import calendar
from chalicelib.workers import clock as clockwork
from market.catalogue import turning_points

from tests.functions import catalogue, written
from tests.functions.conftest import Shop

CAMPAIGN = "/khuyen-mai/mang-ot"
STARTS, ENDS = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)


def turn_to(shop: Shop, moment: datetime) -> None:
    shop.now = moment
    shop.pump.run_schedule("clock")
    shop.pump.run_once()


def phase(page: str) -> str:
    return next(words for words in ("Sắp diễn ra", "Đang diễn ra", "Đã kết thúc") if words in page)


def test_a_campaign_begins_and_ends_to_the_second(shop: Shop) -> None:
    shop.open(with_pages=True)
    seen = []
    for moment in (STARTS - timedelta(seconds=1), STARTS, ENDS - timedelta(seconds=1), ENDS):
        turn_to(shop, moment)
        seen.append(phase(shop.page(CAMPAIGN)))
    assert seen == ["Sắp diễn ra", "Đang diễn ra", "Đang diễn ra", "Đã kết thúc"]


def test_one_that_ended_shows_what_is_sold_now_and_what_runs_now(shop: Shop) -> None:
    shop.open(with_pages=True)
    later = replace(catalogue.promotion(), id="promotion-2", path="/khuyen-mai/tet", valid_from=ENDS, valid_until=None)
    later = replace(later, body=replace(later.body, title="Chợ Tết"))
    site = written.site_with_everything(revision=2)
    shop.publish(later, replace(site, body=replace(site.body, teasers=(*site.body.teasers, written.teaser_of(later)))))
    turn_to(shop, ENDS)
    page = shop.page(CAMPAIGN)
    assert "Chương trình đã kết thúc." in page
    assert "45.000" in page
    assert "Chương trình đang diễn ra" in page
    assert 'href="/khuyen-mai/tet"' in page


def test_the_home_page_names_a_campaign_before_during_and_not_after(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.site_with_everything(revision=2))
    assert "Sắp khuyến mại · từ 07:00 ngày 25/11/2026" in shop.page("/")
    turn_to(shop, STARTS)
    assert "Khuyến mại · đến 07:00 ngày 05/12/2026" in shop.page("/")
    assert "Sắp khuyến mại" not in shop.page("/")
    turn_to(shop, ENDS)
    assert "Măng ớt vào đông" not in shop.page("/")


PAGES = ("/", "/san-pham/hoa-hoi", "/gian-hang/na-doc-da", "/cau-chuyen/mua-hoi", CAMPAIGN)


def test_a_banner_begins_and_ends_on_every_page(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.site_with_everything(revision=2))
    for path in PAGES:
        assert '<p class="banner" hidden data-hours=' in shop.page(path), path
    turn_to(shop, written.STARTS)
    for path in PAGES:
        assert '<p class="banner" data-hours=' in shop.page(path), path
    turn_to(shop, written.ENDS)
    for path in PAGES:
        assert "Chợ Tết mở cửa" not in shop.page(path), path


def test_a_campaign_of_the_home_page_does_not_draw_every_page(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.site_with_everything(revision=2))
    shop.now = STARTS - timedelta(hours=1)
    shop.pump.run_schedule("clock")
    shop.pump.run_once()
    [turn] = [turn for turn in calendar.pages_turning(shop.table, now=STARTS) if turn.document.id == "home"]
    assert not turn.every_page
    turn_to(shop, STARTS)
    [turn] = [turn for turn in calendar.pages_turning(shop.table, now=written.STARTS) if turn.document.id == "home"]
    assert turn.every_page


def test_a_clock_that_stood_still_for_a_month_catches_up(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.site_with_everything(revision=2))
    turn_to(shop, ENDS + timedelta(days=30))
    assert phase(shop.page(CAMPAIGN)) == "Đã kết thúc"
    assert "Chợ Tết mở cửa" not in shop.page("/san-pham/hoa-hoi")
    assert calendar.pages_turning(shop.table, now=shop.now) == []


def test_an_end_that_is_put_off_while_the_page_turns_still_comes(shop: Shop) -> None:
    """The clock has drawn the end; before it forgets, an editor's longer campaign is published."""
    shop.open(with_pages=True)
    turn_to(shop, STARTS)
    shop.now = ENDS
    [turn] = calendar.pages_turning(shop.table, now=ENDS)
    longer = ENDS + timedelta(days=2)
    shop.publish(written.promotion_until(longer, revision=2))
    calendar.page_turned(shop.table, turn, now=ENDS)
    turn_to(shop, ENDS + timedelta(hours=1))
    assert phase(shop.page(CAMPAIGN)) == "Đang diễn ra"
    turn_to(shop, longer)
    assert phase(shop.page(CAMPAIGN)) == "Đã kết thúc"


def test_a_moment_that_comes_while_another_page_is_drawn_is_not_passed_over(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.open(with_pages=True)
    shop.publish(written.promotion_until(STARTS + timedelta(seconds=30), revision=2))
    shop.now = STARTS
    drawn = clockwork.draw

    def slowly(*arguments: object) -> None:
        drawn(*arguments)  # type: ignore[arg-type]
        shop.pass_time(minutes=1)

    monkeypatch.setattr(clockwork, "draw", slowly)
    shop.pump.run_schedule("clock")
    assert phase(shop.page(CAMPAIGN)) == "Đang diễn ra"
    monkeypatch.setattr(clockwork, "draw", drawn)
    shop.pump.run_schedule("clock")
    assert phase(shop.page(CAMPAIGN)) == "Đã kết thúc"


def test_a_new_month_brings_its_season_to_every_page_that_shows_one(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.site_with_everything(revision=2), written.specialty(), written.story_of_every_block())
    turn_to(shop, datetime(2026, 11, 30, 16, 59, tzinfo=UTC))
    assert "Tháng 11" in shop.page("/")
    assert "stock season" not in shop.page("/dac-san/hoa-hoi")
    assert '11<span class="vh">: chưa đến mùa (tháng này)' in shop.page("/cau-chuyen/mua-hoi")
    turn_to(shop, datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    assert "Tháng 12" in shop.page("/")
    assert "stock season" in shop.page("/dac-san/hoa-hoi")
    assert '12<span class="vh">: chưa đến mùa (tháng này)' in shop.page("/cau-chuyen/mua-hoi")


def test_a_certificate_is_shown_on_its_last_day_and_not_after(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.specialty())
    turn_to(shop, datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    assert "00011" in shop.page("/dac-san/hoa-hoi")
    turn_to(shop, datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    assert "00011" not in shop.page("/dac-san/hoa-hoi")


def test_a_renamed_shop_is_renamed_on_every_page_that_names_it(shop: Shop) -> None:
    shop.open(with_pages=True)
    shop.publish(written.story_of_every_block())
    renamed = replace(catalogue.HOI_SHOP, name="Hồi nhà ông Nhất")
    shop.publish(replace(catalogue.shop(renamed), revision=2))
    assert "Hồi nhà ông Nhất" in shop.page("/cau-chuyen/mua-hoi")


def test_turning_points_are_those_of_the_page_and_of_what_it_names() -> None:
    assert set(turning_points(catalogue.promotion())) == {STARTS, ENDS}
    assert set(turning_points(written.site_with_everything())) == {STARTS, ENDS, written.STARTS, written.ENDS}
    assert turning_points(catalogue.story()) == ()
