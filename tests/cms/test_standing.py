"""What editors see of publishing: the line above an editor, the first screen, retrying, the schedule, moved trees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.access.models import CommuneTeam
from cms.publishing import schedule
from cms.publishing.models import OutboxRow
from cms.publishing.standing import name_of, standing
from cms.registry.models import Household, Product, Shop
from cms.stories.models import HomePage, StoryPage
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db

FAILURE = "Kho nội dung từ chối: NoSuchBucket (PutObject)."


def fail(kind: str, document_id: str) -> OutboxRow:
    row = OutboxRow.objects.filter(kind=kind, document_id=document_id).latest("revision")
    row.attempts, row.last_error, row.next_attempt_at = 3, FAILURE, timezone.now() + timedelta(seconds=60)
    row.save()
    return row


def sent(kind: str, document_id: str, at: datetime) -> None:
    OutboxRow.objects.filter(kind=kind, document_id=document_id).update(sent_at=at)


@pytest.fixture
def other_product(photo: Any) -> Product:
    """In Xã Chi Lăng, which is no commune of the tests' team."""
    household = Household.objects.create(name="Hộ khác", phone="+84912000999", commune_id="06463")
    shop = Shop.objects.create(public_id="gh-khac", name="Vườn khác", household=household, carrier="vnpost")
    return Product.objects.create(
        public_id="sp-khac", shop=shop, name="Na khác", summary="x", specialty="Na", unit="kg", price=1, weight_grams=1
    )


def in_section(team: CommuneTeam, title: str) -> StoryPage:
    page = StoryPage(title=title, summary="x", author="x", live=False)
    team.section.add_child(instance=page)
    page.save_revision().publish()
    return StoryPage.objects.get(pk=page.pk)


class TestTheLineAboveAnEditor:
    def test_it_says_each_standing_in_words(self, product: Product, settings: Any) -> None:
        settings.XULANG_PUBLIC_URL = "https://cho.example"
        assert standing("product", "sp-khong").words == "Chưa có trên trang chợ."
        assert standing("product", "sp-thu").words == "Đang lên trang…"
        row = fail("product", "sp-thu")
        failed = standing("product", "sp-thu")
        assert (failed.state, failed.row) == ("failed", row.pk)
        assert failed.words == f"Chưa lên trang được (đã thử 3 lần): {FAILURE} Hệ thống vẫn tự thử lại."
        sent("product", "sp-thu", datetime(2026, 1, 24, 3, 42, 7, tzinfo=UTC))
        OutboxRow.objects.update(last_error="")
        live = standing("product", "sp-thu")
        assert live.words == "Đã lên trang lúc 10:42:07 ngày 24/01/2026 ✓"
        assert live.address == "https://cho.example/san-pham/quyt-vang-thu"
        sent("product", "sp-thu", timezone.now())
        assert (
            standing("product", "sp-thu").words
            == f"Đã lên trang lúc {timezone.localtime():%H:%M}"
            + standing("product", "sp-thu").words[len("Đã lên trang lúc 10:42") :]
        )
        product.on_sale = False
        product.save()
        sent("product", "sp-thu", timezone.now())
        removed = standing("product", "sp-thu")
        assert (removed.state, removed.address) == ("removed", "")

    def test_an_older_revision_that_waits_is_told(self, product: Product) -> None:
        product.price = 36_000
        product.save()
        OutboxRow.objects.filter(document_id="sp-thu", revision=2).update(sent_at=timezone.now())
        assert standing("product", "sp-thu").state == "waiting"

    def test_it_is_on_the_pages_of_pages_and_of_goods(self, client: Client, editor: Any, product: Product) -> None:
        story = StoryPage(title="Mùa quýt", slug="mua-quyt", summary="x", author="x")
        HomePage.objects.get().add_child(instance=story)
        sent("story", f"story-{story.pk}", datetime(2026, 1, 24, 3, 42, 7, tzinfo=UTC))
        client.force_login(editor)
        page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
        assert "Đã lên trang lúc 10:42:07 ngày 24/01/2026 ✓" in page
        assert 'href="http://127.0.0.1:8000/cau-chuyen/mua-quyt"' in page
        goods = client.get(reverse("wagtailsnippets_registry_product:edit", args=[product.pk])).content.decode()
        assert "Đang lên trang…" in goods
        told = client.get(reverse("publication_standing", args=["product", "sp-thu"])).json()
        assert told == {"state": "waiting", "words": "Đang lên trang…", "address": "", "retry": ""}

    def test_what_shoppers_never_see_has_no_line(self, team: CommuneTeam, shop: Shop) -> None:
        assert name_of(team.section) is None
        assert name_of(shop.household) is None
        assert name_of(shop) == ("shop", "gh-thu")
        assert name_of(HomePage.objects.get()) == ("site", "home")


class TestRetrying:
    def test_a_commune_editor_retries_what_is_theirs(
        self, client: Client, commune_editor: Any, product: Product, other_product: Product
    ) -> None:
        own, others = fail("product", "sp-thu"), fail("product", "sp-khac")
        client.force_login(commune_editor)
        first_screen = client.get("/admin/").content.decode()
        assert FAILURE in first_screen
        assert "Quýt vàng thử" in first_screen
        assert "Na khác" not in first_screen
        report = client.get(reverse("outbox_report")).content.decode()
        assert "Na khác" not in report
        assert client.post(reverse("outbox_retry", args=[others.pk])).status_code == 404
        assert client.post(reverse("outbox_retry", args=[own.pk])).status_code == 302
        own.refresh_from_db()
        others.refresh_from_db()
        assert own.next_attempt_at is None
        assert others.next_attempt_at is not None
        assert client.get(reverse("publication_standing", args=["product", "sp-khac"])).status_code == 404

    def test_without_the_right_there_is_no_button_and_no_retry(
        self, client: Client, editor: Any, product: Product
    ) -> None:
        group = editor.groups.get()
        group.permissions.remove(group.permissions.get(codename="retry_outboxrow"))
        row = fail("product", "sp-thu")
        client.force_login(editor)
        assert "Thử lại ngay" not in client.get("/admin/").content.decode()
        assert client.post(reverse("outbox_retry", args=[row.pk])).headers["Location"] == "/admin/"
        row.refresh_from_db()
        assert row.next_attempt_at is not None


class TestTheFirstScreen:
    def test_my_drafts_and_what_comes_soon(self, client: Client, editor: Any, reviewer: Any, promotion: Any) -> None:
        home = HomePage.objects.get()
        mine = StoryPage(title="Nháp của tôi", summary="x", author="x", live=False, owner=editor)
        home.add_child(instance=mine)
        mine.save_revision(user=editor)
        theirs = StoryPage(title="Nháp của người khác", summary="x", author="x", live=False, owner=reviewer)
        home.add_child(instance=theirs)
        theirs.save_revision(user=reviewer)
        now = timezone.now()
        campaign = promotion(title="Tết sớm", starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=40))
        home.add_child(instance=campaign)
        campaign.save_revision().publish()
        client.force_login(editor)
        page = client.get("/admin/").content.decode()
        drafts = page[page.index("Bản nháp của tôi") : page.index("Sắp lên trang, sắp hết hạn")]
        assert "Nháp của tôi" in drafts
        assert "Nháp của người khác" not in drafts
        coming = page[page.index("Sắp lên trang, sắp hết hạn") : page.index("Mới lên trang")]
        assert "Tết sớm</a> bắt đầu khuyến mại" in coming
        assert "kết thúc khuyến mại" not in coming, "that is more than two weeks away"


class TestTheSchedule:
    @pytest.fixture
    def scheduled(self, story: StoryPage) -> StoryPage:
        story.title = "Bản hẹn giờ"
        story.go_live_at = timezone.now() + timedelta(hours=1)
        story.save_revision().publish()
        return story

    def test_nothing_happens_before_the_hour(self, scheduled: StoryPage) -> None:
        before = OutboxRow.objects.count()
        assert not schedule.due(timezone.now())
        assert schedule.keep_schedule(timezone.now())
        assert OutboxRow.objects.count() == before

    def test_the_hour_publishes_through_the_outbox(self, scheduled: StoryPage) -> None:
        revision = scheduled.latest_revision
        past = timezone.now() - timedelta(seconds=1)
        revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
        revision.save()
        assert schedule.keep_schedule(timezone.now())
        assert documents_of("story", f"story-{scheduled.pk}")[-1].body.title == "Bản hẹn giờ"
        assert not schedule.due(timezone.now())

    def test_the_end_takes_the_page_down(self, story: StoryPage) -> None:
        StoryPage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
        assert schedule.keep_schedule(timezone.now())
        assert documents_of("story", f"story-{story.pk}")[-1].is_removed

    def test_a_page_that_breaks_is_told_and_does_not_end_the_worker(
        self, scheduled: StoryPage, client: Client, reviewer: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scheduled.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=5))

        def broken(*args: Any) -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr(schedule, "call_command", broken)
        assert not schedule.keep_schedule(timezone.now())
        client.force_login(reviewer)
        assert "mà chưa lên" in client.get("/admin/").content.decode()


class TestTrees:
    def test_a_deleted_shelf_takes_its_pages_down(self, client: Client, admin_user: Any, team: CommuneTeam) -> None:
        page = in_section(team, "Chuyện của xã")
        assert not documents_of("story", f"story-{page.pk}")[-1].is_removed
        client.force_login(admin_user)
        client.post(reverse("wagtailadmin_pages:delete", args=[team.section_id]))
        assert documents_of("story", f"story-{page.pk}")[-1].is_removed
        assert not CommuneTeam.objects.exists()

    def test_a_page_moved_to_another_shelf_keeps_its_address(self, story: StoryPage, team: CommuneTeam) -> None:
        before = documents_of("story", f"story-{story.pk}")[-1]
        StoryPage.objects.get(pk=story.pk).move(team.section, pos="last-child")
        assert documents_of("story", f"story-{story.pk}")[-1] == before

    def test_descendants_are_written_again_when_their_index_moves(
        self, team: CommuneTeam, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        """No page's address hangs on its index today; were it to, these are the documents that must follow."""
        first, second = in_section(team, "Một"), in_section(team, "Hai")
        monkeypatch.setattr(StoryPage, "public_path", property(lambda page: f"/{page.get_parent().slug}/{page.slug}"))
        section = team.section
        section.refresh_from_db()
        section.slug = "xa-moi"
        with django_capture_on_commit_callbacks(execute=True):
            section.save_revision().publish()
        for page in (first, second):
            assert documents_of("story", f"story-{page.pk}")[-1].path == f"/xa-moi/{page.slug}"


def test_the_way_from_editor_to_reviewer_to_shop(client: Client, editor: Any, reviewer: Any, story: StoryPage) -> None:
    """Proposed by one who may not publish; nothing reaches readers until the reviewer says so."""
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    form = {"title": "Sửa", "slug": story.slug, "summary": "Đã sửa.", "author": "x", "picture": "", "picture_alt": ""}
    form |= {"body-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    name = f"story-{story.pk}"
    before = len(documents_of("story", name))
    client.force_login(editor)
    client.post(edit, form | {"action-publish": "1"})
    client.post(edit, form | {"action-submit": "1"})
    assert len(documents_of("story", name)) == before
    state = StoryPage.objects.get(pk=story.pk).current_workflow_state
    assert state is not None
    approve = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", state.current_task_state_id])
    client.post(approve)
    assert len(documents_of("story", name)) == before, "an editor cannot approve"
    client.force_login(reviewer)
    assert "Sửa" in client.get("/admin/").content.decode()
    client.post(approve)
    assert documents_of("story", name)[-1].body.summary == "Đã sửa."
