"""An empty, migrated database of the CMS, kept so that a second local system does not migrate one again.

Two hundred migrations, most of them Wagtail's, take longer than all the rest of a start. What they make is the same
each time, so it is copied; under a name of what made it, so that a changed migration makes another one.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection

from infra.local import settings

FOLDER = settings.ROOT / "build" / "empty-cms"


def database() -> Path | None:
    """The file of the CMS's database; None where it is not SQLite's."""
    if connection.vendor != "sqlite":
        return None
    return Path(django_settings.DATABASES["default"]["NAME"])


def take(folder: Path = FOLDER) -> bool:
    """Put the kept database where there is none yet. False, and nothing done, if there is one, or none is kept.

    What follows each ``migrate`` (rights, communes, roles) is code that may have changed since: run it still."""
    target, kept = database(), _kept(folder)
    if target is None or target.exists() or not kept.exists():
        return False
    draft = target.with_suffix(".new")
    shutil.copyfile(kept, draft)
    draft.replace(target)
    return True


def keep(folder: Path = FOLDER) -> None:
    """Keep the database as it is now: call it right after migrating an empty one. Others, of older migrations, go."""
    source = database()
    if source is None:
        return
    kept = _kept(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as here:
        draft = Path(here) / "draft.sqlite3"
        # Not a copy of the file: some of what was written is still in the log beside it.
        reading, writing = sqlite3.connect(source), sqlite3.connect(draft)
        reading.backup(writing)
        reading.close()
        writing.close()
        draft.replace(kept)
    for other in folder.glob("*.sqlite3"):
        if other != kept:
            other.unlink(missing_ok=True)


def _kept(folder: Path) -> Path:
    return folder / f"{_fingerprint()}.sqlite3"


def _fingerprint() -> str:
    """Of every migration's source and of what runs them. The files are read and not imported: one of wagtail-localize
    asks the database as it is imported, and so would make it."""
    made = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            made.update(f"{app.label}/{path.name}".encode())
            made.update(path.read_bytes())
    made.update((settings.ROOT / "requirements" / "dev.txt").read_bytes())
    return made.hexdigest()[:20]
