"""What the CMS tests share: a shop with goods, and buckets and a queue in moto, in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import boto3
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from market.catalogue import Document, load_document
from moto import mock_aws
from PIL import Image

from cms.access.models import CommuneTeam
from cms.access.roles import PROVINCE_EDITORS, REVIEWERS
from cms.publishing.delivery import Delivery
from cms.publishing.models import OutboxRow
from cms.registry.models import Household, Photo, Product, ProductPicture, Shop
from cms.stories.models import HomePage, PromotionPage, StoryPage
from tests.cms.previewing import SECRET, TheShop

CONTENT, SITE, QUEUE = "test-content", "test-site", "test-content-queue"


@pytest.fixture(scope="session", autouse=True)
def _files_are_temporary() -> Iterator[None]:
    yield
    if "xulang-cms-" in str(settings.VAR_DIR):
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def photo(db: None) -> Photo:
    buffer = BytesIO()
    Image.new("RGB", (800, 600), (200, 120, 40)).save(buffer, "JPEG")
    buffer.seek(0)
    return Photo.objects.create(title="Quýt", file=ImageFile(buffer, name="quyt.jpg"))


@pytest.fixture
def shop(db: None) -> Shop:
    household = Household.objects.create(name="Hộ bà Nông Thị Quýt", phone="+84912000111", commune_id="06325")
    return Shop.objects.create(public_id="gh-thu", name="Vườn quýt thử", household=household, carrier="vnpost")


@pytest.fixture
def product(shop: Shop, photo: Photo) -> Product:
    product = Product(
        public_id="sp-thu",
        shop=shop,
        name="Quýt vàng thử",
        summary="Quýt để thử.",
        specialty="Quýt vàng Bắc Sơn",
        unit="kg",
        price=35_000,
        weight_grams=1_100,
        net_grams=1_000,
        harvest_months=[11, 12],
    )
    product.pictures = [ProductPicture(photo=photo, alt="Một quả quýt")]
    product.save()
    return product


@pytest.fixture
def home(db: None) -> HomePage:
    return HomePage.objects.get()


@pytest.fixture
def story(home: HomePage) -> StoryPage:
    page = StoryPage(title="Mùa quýt", slug="mua-quyt", summary="Quýt chín.", author="Ban biên tập", live=False)
    home.add_child(instance=page)
    page.save_revision().publish()
    return StoryPage.objects.get(pk=page.pk)


@pytest.fixture
def admin_user(db: None) -> Any:
    return get_user_model().objects.create_superuser("quantri", password="mat-khau-thu-nghiem")


class ProvenClient(Client):
    """Logs in as people do, with both factors: ``force_login`` leaves a session that a code has been given in."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend)
        device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True)
        session = self.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()


@pytest.fixture
def client() -> Client:
    return ProvenClient()


def user_in(name: str, *groups: Group) -> Any:
    user = get_user_model().objects.create_user(name, password="mat-khau-thu-nghiem")
    user.groups.add(*groups)
    return user


@pytest.fixture
def editor(db: None) -> Any:
    """An editor of the province: writes and proposes, and keeps the whole registry."""
    return user_in("nguoiviet", Group.objects.get(name=PROVINCE_EDITORS))


@pytest.fixture
def reviewer(db: None) -> Any:
    """Says what goes live."""
    return user_in("nguoiduyet", Group.objects.get(name=REVIEWERS))


@pytest.fixture
def team(db: None) -> CommuneTeam:
    """The team of Bắc Sơn, the commune that the shop of these tests lies in."""
    team = CommuneTeam(name="Bắc Sơn")
    team.save()
    team.communes.set(["06325"])
    return team


@pytest.fixture
def commune_editor(team: CommuneTeam) -> Any:
    return user_in("nguoixa", team.group)


def rows_of(kind: str, document_id: str) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(kind=kind, document_id=document_id).order_by("revision"))


def documents_of(kind: str, document_id: str) -> list[Document]:
    return [load_document(row.document) for row in rows_of(kind, document_id)]


class Cloud:
    """The buckets and the queue, and what came to lie in them."""

    def __init__(self) -> None:
        self.s3 = boto3.client("s3", region_name="ap-southeast-1")
        self.sqs = boto3.client("sqs", region_name="ap-southeast-1")
        self.make()

    def make(self) -> None:
        for bucket in (CONTENT, SITE):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
        self.sqs.create_queue(QueueName=QUEUE)

    def delivery(self) -> Delivery:
        return Delivery(self.s3, self.sqs, content_bucket=CONTENT, site_bucket=SITE, queue=QUEUE)

    def keys(self, bucket: str) -> list[str]:
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def read(self, bucket: str, key: str) -> bytes:
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    def announcements(self) -> list[tuple[str, str, int]]:
        address = self.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        heard = []
        while messages := self.sqs.receive_message(QueueUrl=address, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                body = json.loads(message["Body"])
                heard.append((body["kind"], body["id"], body["revision"]))
                self.sqs.delete_message(QueueUrl=address, ReceiptHandle=message["ReceiptHandle"])
        return heard


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield Cloud()


@pytest.fixture
def promotion(home: HomePage) -> Callable[..., PromotionPage]:
    def make(**changes: Any) -> PromotionPage:
        values: dict[str, Any] = {"title": "Vào vụ", "slug": "vao-vu", "summary": "Quýt.", "organiser": "Chợ Xứ Lạng"}
        return PromotionPage(**(values | changes))

    return make


@pytest.fixture
def the_shop(settings: Any) -> Iterator[TheShop]:
    found = TheShop()
    settings.XULANG_PUBLIC_URL = found.url
    settings.XULANG_PREVIEW_SECRET = SECRET
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def campaign(home: HomePage) -> PromotionPage:
    now = timezone.now().replace(microsecond=0)
    page = PromotionPage(
        title="Chợ Tết",
        slug="cho-tet",
        summary="Tết",
        organiser="Sở Công Thương",
        starts_at=now + timedelta(days=40),
        ends_at=now + timedelta(days=50),
        live=False,
    )
    home.add_child(instance=page)
    page.save_revision()
    return page
