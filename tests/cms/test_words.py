"""The Vietnamese of the admin's catalogues: all of it there, every placeholder kept, compiled as written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import django
import polib
import pytest
import wagtail
from django.apps import apps
from django.utils.text import camel_case_to_spaces

from cms import translating
from cms.catalogues import LOCALE, compiled

WRITTEN = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\([A-Za-z_0-9]+\)[sdr]|%[sd]|\{[a-z_0-9]*\}")
TAG = re.compile(r"</?([a-z]+)")
# Catalogues whose sentences nobody here meets: their screens are for machines, or are not routed.
NOT_SHOWN = {"rest_framework"}


def folders() -> Iterator[tuple[str, Path]]:
    yield "django", Path(django.__file__).parent / "conf" / "locale"
    for app in apps.get_app_configs():
        if app.label not in NOT_SHOWN and not app.name.startswith("cms."):
            yield app.name, Path(app.path) / "locale"


def test_our_copies_of_wagtails_templates_are_theirs_but_for_the_words() -> None:
    copies = Path(translating.__file__).parent / "templates" / "wagtailadmin"
    theirs = Path(wagtail.__file__).parent / "admin" / "templates" / "wagtailadmin"
    fixed = {path.relative_to(copies) for path in copies.rglob("*.html")}
    assert fixed == {Path("home.html"), Path("shared/header.html"), Path("shared/headers/_actions.html")}
    for path in fixed:
        said = (theirs / path).read_text()
        for word in ("Search", "Actions"):
            for attribute in ("value", "aria-label"):
                said = said.replace(f'{attribute}="{word}"', f"{attribute}=\"{{% trans '{word}' %}}\"")
        assert (copies / path).read_text() in {said, "{% load i18n %}" + said}, path


def asked(folder: Path, catalogue: str) -> set[tuple[str | None, str]]:
    """What the package would have translated; without an English catalogue, what any of its languages knows."""
    english = folder / "en" / "LC_MESSAGES" / catalogue
    sources = [english] if english.exists() else folder.glob(f"*/LC_MESSAGES/{catalogue}")
    return {(e.msgctxt, e.msgid) for source in sources for e in polib.pofile(str(source)) if not e.obsolete}


def answered(catalogue: Path) -> set[tuple[str | None, str]]:
    if not catalogue.exists():
        return set()
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(catalogue)) if entry.translated()}


@pytest.mark.parametrize("catalogue", ["django.po", "djangojs.po"])
def test_nothing_that_an_installed_package_says_is_left_in_english(catalogue: str) -> None:
    ours = answered(LOCALE / "vi" / "LC_MESSAGES" / catalogue)
    # One merged catalogue answers for all, as Django does it.
    said = ours.union(*(answered(folder / "vi" / "LC_MESSAGES" / catalogue) for _, folder in folders()))
    missing = {
        name: sorted(entry[1] for entry in left)
        for name, folder in folders()
        if (left := asked(folder, catalogue) - said)
    }
    assert missing == {}
    known = set().union(*(asked(folder, catalogue) for _, folder in folders()))
    assert len(known) > {"django.po": 1500, "djangojs.po": 80}[catalogue]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda path: path.name)
def test_a_translation_keeps_what_stands_for_something(written: Path) -> None:
    for entry in polib.pofile(str(written)):
        said = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
        originals = [entry.msgid_plural, entry.msgid] if entry.msgid_plural else [entry.msgid]
        for pattern in (PLACEHOLDER, TAG):
            assert sorted(pattern.findall(said)) in [sorted(pattern.findall(text)) for text in originals], entry.msgid
        for edge in (0, -1):
            assert said[edge].isspace() == entry.msgid[edge].isspace(), entry.msgid


@pytest.mark.parametrize("written", WRITTEN, ids=lambda path: path.name)
def test_the_spelling_is_one(written: Path) -> None:
    entries = polib.pofile(str(written))
    assert not [entry.msgid for entry in entries if not entry.translated()]
    assert len({(entry.msgctxt, entry.msgid) for entry in entries}) == len(entries)
    for entry in entries:
        said = entry.msgstr or entry.msgstr_plural[0]
        assert said == unicodedata.normalize("NFC", said)
        assert not re.search(r"\b\w*(?:óa|ủy|òa|úy)\b|[^ ]'|' |\.\.\.", said), (entry.msgid, said)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda path: path.name)
def test_what_is_compiled_is_what_is_written(written: Path) -> None:
    assert written.with_suffix(".mo").read_bytes() == compiled(written)


def test_our_own_things_have_vietnamese_names() -> None:
    unnamed = [
        model._meta.label
        for app in apps.get_app_configs()
        if app.name.startswith("cms.")
        for model in app.get_models()
        if not model._meta.auto_created
        and model._meta.label not in {"registry.PhotoRendition", "publishing.PublishedDocument"}  # No screen has them.
        and camel_case_to_spaces(model._meta.object_name)
        in (model._meta.verbose_name, model._meta.verbose_name_plural.removesuffix("s"))
    ]
    assert unnamed == []
