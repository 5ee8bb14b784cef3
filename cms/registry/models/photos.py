"""Pictures. A model of our own from the first day: Wagtail cannot be given one later without moving every picture."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to

from cms.changes import Announced
from cms.registry.uploads import cutting
from cms.registry.uploads.columns import PhotoColumn


class Photo(Announced, AbstractImage):
    """An uploaded picture, drawn anew by us; ``cut`` are its sizes on the shop's pages, as of ``cut["key"]``."""

    file = PhotoColumn(verbose_name="tệp ảnh", upload_to=get_upload_to, width_field="width", height_field="height")
    cut = models.JSONField(default=dict, editable=False)

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Cut before the transaction: nobody waits for a lock while a picture is being encoded."""
        if self.file and not kwargs.get("update_fields"):
            if not self.file._committed:
                self.file.save(self.file.name, self.file.file, save=False)
                self.file_hash = ""
            if not self.is_cut:
                self.cut_anew()
        super().save(*args, **kwargs)

    def cut_anew(self) -> bool:
        """Cut all sizes and remember them. False, and all as it was, without a readable original."""
        try:
            # Not open_file: what was just uploaded may have been closed behind it.
            with self.file.storage.open(self.file.name, "rb") as file:
                original = file.read()
            focus = (self.focal_point_x, self.focal_point_y) if self.has_focal_point() else None
            sizes = cutting.cut(original, focus)
        except OSError:
            return False
        self.file_hash, self.file_size = hashlib.sha1(original, usedforsecurity=False).hexdigest(), len(original)
        self.cut = sizes | {"key": self._key()}
        return True

    @property
    def is_cut(self) -> bool:
        """Whether the sizes are of this file, focal point and recipe, and in the storage."""
        if self.cut.get("key") != self._key():
            return False
        return cutting.pictures_storage().exists(self.cut["src"].removeprefix("/"))

    def _key(self) -> str:
        place = f"{self.focal_point_x},{self.focal_point_y}" if self.has_focal_point() else ""
        return f"{cutting.RECIPE}:{self.file_hash}:{place}"


class PhotoRendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_of_a_photo")
        ]
