"""The kept empty database: taken where there is none, never over one, and another for other migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from infra.local import emptycms


def rows(path: Path) -> list[tuple[str]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT name FROM made").fetchall()
    finally:
        connection.close()


def make(path: Path, name: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA journal_mode=WAL; CREATE TABLE made (name); INSERT INTO made VALUES ('{name}');")
    connection.close()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cms.sqlite3"
    monkeypatch.setattr(emptycms, "database", lambda: path)
    monkeypatch.setattr(emptycms, "_fingerprint", lambda: "a1")
    return path


def test_what_was_kept_is_taken_where_there_is_none(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert not emptycms.take(folder)
    assert not database.exists()
    make(database, "migrated")
    writing = sqlite3.connect(database)
    # Still in the log beside the file, as what migrations wrote is.
    writing.execute("INSERT INTO made VALUES ('late')")
    writing.commit()
    emptycms.keep(folder)
    writing.close()
    database.unlink()
    assert emptycms.take(folder)
    assert rows(database) == [("migrated",), ("late",)]


def test_a_database_that_is_there_is_left_alone(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    make(database, "kept")
    emptycms.keep(folder)
    database.unlink()
    make(database, "of an editor")
    assert not emptycms.take(folder)
    assert rows(database) == [("of an editor",)]


def test_another_migration_makes_another_one(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kept"
    make(database, "old")
    emptycms.keep(folder)
    database.unlink()
    monkeypatch.setattr(emptycms, "_fingerprint", lambda: "b2")
    assert not emptycms.take(folder)
    make(database, "new")
    emptycms.keep(folder)
    assert [path.name for path in folder.iterdir()] == ["b2.sqlite3"]


def test_without_a_file_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptycms, "database", lambda: None)
    monkeypatch.setattr(emptycms, "_fingerprint", lambda: "a1")
    emptycms.keep(tmp_path / "kept")
    assert not emptycms.take(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
