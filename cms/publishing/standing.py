"""Where a page, shop or product stands on its way to the shop, in the words that its editor reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from market.catalogue import Kind, Language, site_id
from wagtail.models import Page, Site

from cms.access.policies import EVERYWHERE, within
from cms.publishing import documents
from cms.publishing.models import OutboxRow, PublishedDocument
from cms.registry.models import Product, Shop
from cms.stories.models import HomePage, SiteSettings
from cms.translating import versions

RETRY_PERMISSION = "publishing.retry_outboxrow"
PAGE_KINDS = (Kind.STORY, Kind.PROMOTION, Kind.SPECIALTY, Kind.PAGE)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """``state`` is one of none, waiting, failed, live, removed; ``address`` is where shoppers find it, if they do."""

    state: str
    words: str
    address: str = ""
    row: int | None = None

    @property
    def is_settled(self) -> bool:
        return self.state != "waiting"


def name_of(instance: Any) -> tuple[str, str] | None:
    """Kind and id of the document that follows ``instance``; None for what shoppers never see."""
    if isinstance(instance, Shop):
        return Kind.SHOP.value, instance.public_id
    if isinstance(instance, Product):
        return Kind.PRODUCT.value, instance.public_id
    if isinstance(instance, HomePage):
        return Kind.SITE.value, site_id(versions.language(instance))
    if isinstance(instance, SiteSettings | Site):
        return Kind.SITE.value, site_id(Language.VIETNAMESE)
    try:
        document_id = documents.page_id(instance)
    except KeyError:
        return None
    return document_id.partition("-")[0], document_id


def at(moment: Any) -> str:
    """``10:42:07`` today, with the day before that."""
    here = timezone.localtime(moment)
    return f"{here:%H:%M:%S}" if here.date() == timezone.localdate() else f"{here:%H:%M:%S ngày %d/%m/%Y}"


def standing(kind: str, document_id: str) -> Standing:
    """What the last revision came to. Earlier ones that still wait make it wait, and a failure among them is told."""
    rows = OutboxRow.objects.filter(kind=kind, document_id=document_id).defer("document")
    waiting = rows.filter(sent_at__isnull=True).order_by("revision")
    if failed := waiting.exclude(last_error="").first():
        words = f"Chưa lên trang được (đã thử {failed.attempts} lần): {failed.last_error} Hệ thống vẫn tự thử lại."
        return Standing(state="failed", words=words, row=failed.pk)
    if waiting.exists():
        return Standing(state="waiting", words="Đang lên trang…")
    latest = rows.order_by("-revision").first()
    if latest is None:
        return Standing(state="none", words="Chưa có trên trang chợ.")
    is_removed = PublishedDocument.objects.filter(kind=kind, document_id=document_id, is_removed=True).exists()
    if is_removed:
        return Standing(state="removed", words=f"Đã gỡ khỏi trang chợ lúc {at(latest.sent_at)} ✓")
    return Standing(state="live", words=f"Đã lên trang lúc {at(latest.sent_at)} ✓", address=public_url(latest) or "")


def public_url(row: OutboxRow) -> str | None:
    return f"{settings.XULANG_PUBLIC_URL}{row.path}" if settings.XULANG_PUBLIC_URL else None


def rows_for(user: Any) -> QuerySet[OutboxRow]:
    """Publications that ``user`` may see: all of them, or those of the user's own communes and pages."""
    rows = OutboxRow.objects.defer("document")
    if user.has_perm(EVERYWHERE):
        return rows
    own = Q(kind=Kind.SHOP.value, document_id__in=within(user, Shop.objects.all()).values("public_id"))
    own |= Q(kind=Kind.PRODUCT.value, document_id__in=within(user, Product.objects.all()).values("public_id"))
    shelves = Page.objects.none()
    for section in Page.objects.filter(communesection__team__group__user=user):
        shelves |= Page.objects.descendant_of(section)
    numbers = list(shelves.values_list("pk", flat=True))
    for kind in PAGE_KINDS:
        own |= Q(kind=kind.value, document_id__in=[f"{kind.value}-{number}" for number in numbers])
    return rows.filter(own)


def may_retry(user: Any, pk: int) -> bool:
    return bool(user.has_perm(RETRY_PERMISSION)) and rows_for(user).filter(pk=pk).exists()


def told(user: Any, kind: str, document_id: str) -> dict[str, Any]:
    """The standing as the line above an editor shows it, and as its script asks for it again."""
    found = standing(kind, document_id)
    retry = reverse("outbox_retry", args=[found.row]) if found.row and may_retry(user, found.row) else ""
    return {"state": found.state, "words": found.words, "address": found.address, "retry": retry}
