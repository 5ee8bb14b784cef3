"""Settings of the test run: the local stage, SQLite unless DATABASE_URL says otherwise, files in a temporary folder."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("XULANG_STAGE", "local")
os.environ.setdefault("XULANG_VAR_DIR", tempfile.mkdtemp(prefix="xulang-cms-"))
os.environ.setdefault("XULANG_PUBLIC_URL", "http://127.0.0.1:8000")

from cms.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # In a file, as it runs: two connections to a database in memory would share more than two processes do.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}  # noqa: F405

# Rolled-back tests use the same ids again, and Wagtail keeps cut pictures by the id of the photo.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
