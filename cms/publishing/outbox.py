"""Writing the outbox: what a reader should know next, in the transaction that made it so."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.db import transaction
from market.catalogue import Document, Kind, dump_document

from cms.publishing.models import OutboxRow, PublishedDocument


@transaction.atomic
def record(document: Document) -> OutboxRow | None:
    """Write the next revision of ``document``; its own revision is ignored.

    None, and nothing written, if readers have the same already, or if a tombstone is for what they never had.
    Call it in the transaction of the change. Two transactions with the same document wait for each other here.
    """
    if document.is_removed and not _known(document.kind, document.id):
        return None
    head = _locked_head(document)
    fingerprint = _fingerprint(document)
    if head.fingerprint == fingerprint:
        return None
    head.revision += 1
    head.path = document.path
    head.is_removed = document.is_removed
    head.fingerprint = fingerprint
    head.save()
    return OutboxRow.objects.create(
        kind=head.kind,
        document_id=head.document_id,
        revision=head.revision,
        title=_title(document),
        path=head.path,
        document=dump_document(replace(document, revision=head.revision)),
    )


def remove(kind: Kind, document_id: str) -> OutboxRow | None:
    """Write a tombstone at the document's last address; nothing if it was never shown or is gone already."""
    path = _known(kind, document_id)
    return record(Document(kind=kind, id=document_id, revision=0, path=path)) if path else None


@transaction.atomic
def announce_again(kind: Kind, document_id: str) -> bool:
    """Send the latest revision once more, with the same revision and content. False if there is none to send."""
    head = PublishedDocument.objects.select_for_update().filter(kind=kind.value, document_id=document_id).first()
    if head is None:
        return False
    latest = OutboxRow.objects.filter(kind=head.kind, document_id=head.document_id, revision=head.revision)
    return bool(latest.update(sent_at=None, attempts=0, next_attempt_at=None, last_error="", held_until=None))


def _known(kind: Kind, document_id: str) -> str | None:
    heads = PublishedDocument.objects.filter(kind=kind.value, document_id=document_id)
    return heads.values_list("path", flat=True).first()


def _locked_head(document: Document) -> PublishedDocument:
    key = {"kind": document.kind.value, "document_id": document.id}
    PublishedDocument.objects.get_or_create(**key, defaults={"path": document.path})
    return PublishedDocument.objects.select_for_update().get(**key)


def _fingerprint(document: Document) -> str:
    return hashlib.sha256(dump_document(replace(document, revision=0)).encode()).hexdigest()


def _title(document: Document) -> str:
    """What editors know it by in the report."""
    if document.is_removed:
        title = f"Gỡ {document.path}"
    else:
        title = str(getattr(document.body, "title", None) or document.body.name)
    return title[: OutboxRow._meta.get_field("title").max_length]
