"""How the CMS says that something which shoppers may see has changed: inside the transaction of the change.

Django's ``post_save`` fires before the children of a page or product (pictures, badges, chosen products) are written.
``changed`` is sent after them, and still before the commit, so that a listener sees the whole and shares its fate.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.dispatch import Signal

changed = Signal()


class Announced(models.Model):
    """Saves whole: the row, its children and what follows from it, or none of them."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            changed.send(type(self), instance=self)
