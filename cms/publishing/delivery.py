"""The one place that talks to the buckets and the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from market.catalogue import Announcement, Kind, content_key
from market.wire import to_json

from cms.publishing.pictures import pictures_storage

# Together well below the worker's lease, so that a slow bucket is noticed by the worker and not by its rival.
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"total_max_attempts": 2, "mode": "standard"},
    s3={"addressing_style": "path"},
)
_TYPES = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg", "pdf": "application/pdf"}
# Refusals that would meet the next document too: nothing is gained by trying it at once.
_NOT_THERE = {"NoSuchBucket", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "InvalidAccessKeyId"}


class DeliveryFailed(Exception):
    """Not delivered, or not known to be; the message is for editors. ``is_outage``: others would fail likewise."""

    def __init__(self, sentence: str, *, is_outage: bool) -> None:
        super().__init__(sentence)
        self.is_outage = is_outage


class Delivery:
    """Puts pictures and documents in their buckets and announces documents. Doing any of it twice does no harm."""

    def __init__(self, s3: Any, sqs: Any, *, content_bucket: str, site_bucket: str, queue: str) -> None:
        self._s3 = s3
        self._sqs = sqs
        self._content_bucket = content_bucket
        self._site_bucket = site_bucket
        self._queue = queue

    @classmethod
    def from_settings(cls) -> Delivery:
        """Endpoint and credentials are boto3's own settings in the environment.

        Raises ImproperlyConfigured naming the first setting that is missing."""
        names = ("XULANG_CONTENT_BUCKET", "XULANG_SITE_BUCKET", "XULANG_QUEUE_CONTENT", "AWS_REGION")
        for name in names:
            if not getattr(settings, name):
                raise ImproperlyConfigured(f"{name} is not set: the publishing worker has nowhere to deliver to.")
        content_bucket, site_bucket, queue, region = (getattr(settings, name) for name in names)
        session = boto3.session.Session(region_name=region)
        return cls(
            session.client("s3", config=_CONFIG),
            session.client("sqs", config=_CONFIG),
            content_bucket=content_bucket,
            site_bucket=site_bucket,
            queue=queue,
        )

    def put_picture(self, name: str) -> None:
        """Put a kept picture or certificate at its own name, which is its content: one that is there is the same."""
        try:
            self._s3.head_object(Bucket=self._site_bucket, Key=name)
            return
        except ClientError as refusal:
            # Without the right to list a bucket, S3 answers 403 for what is not there; putting it will tell.
            if refusal.response["ResponseMetadata"].get("HTTPStatusCode") not in (403, 404):
                _fail(refusal)
        except BotoCoreError as trouble:
            _fail(trouble)
        try:
            with pictures_storage().open(name, "rb") as file:
                content = file.read()
        except FileNotFoundError:
            raise DeliveryFailed(f"Thiếu tệp {name} trong kho của CMS.", is_outage=False) from None
        self._call(
            self._s3.put_object,
            Bucket=self._site_bucket,
            Key=name,
            Body=content,
            ContentType=_TYPES[name.rpartition(".")[2]],
            # A PDF is for the phone's own viewer, not for the browser's inside our page.
            ContentDisposition="attachment" if name.endswith(".pdf") else "inline",
            CacheControl="public, max-age=31536000, immutable",
        )

    def put_document(self, kind: Kind, document_id: str, revision: int, text: str) -> None:
        self._call(
            self._s3.put_object,
            Bucket=self._content_bucket,
            Key=content_key(kind, document_id, revision),
            Body=text.encode(),
            ContentType="application/json; charset=utf-8",
        )

    def announce(self, kind: Kind, document_id: str, revision: int) -> None:
        # The address is asked for each time: a queue made anew may have another, and this is no hot path.
        address = self._call(self._sqs.get_queue_url, QueueName=self._queue)["QueueUrl"]
        announcement = Announcement(kind=kind, id=document_id, revision=revision)
        self._call(self._sqs.send_message, QueueUrl=address, MessageBody=to_json(announcement))

    @staticmethod
    def _call(operation: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return operation(**arguments)
        except (ClientError, BotoCoreError) as problem:
            _fail(problem)


def _fail(problem: ClientError | BotoCoreError) -> NoReturn:
    if isinstance(problem, ClientError):
        code = problem.response.get("Error", {}).get("Code", "?")
        status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        is_outage = code in _NOT_THERE or status >= 500 or status in (401, 403, 429)
        raise DeliveryFailed(
            f"Kho nội dung từ chối: {code} ({problem.operation_name}).", is_outage=is_outage
        ) from problem
    raise DeliveryFailed(f"Không tới được kho nội dung ({type(problem).__name__}).", is_outage=True) from problem
