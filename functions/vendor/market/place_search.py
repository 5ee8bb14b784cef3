"""Finding a commune by what a person types, today's name or the old one. It offers; the person chooses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from market.place_names import Reading, kind_of, split_kind, without_kind, words_of
from market.places import LANG_SON, Commune, LegacyCommune, commune, communes_of, legacy_communes, province
from market.text import accented_key

# Longer than the longest address of three levels that anybody types into this field.
_LONGEST_TYPED = 200


@dataclass(frozen=True, slots=True)
class FoundCommune:
    """One line to choose from. ``formerly`` is the old unit that was found, None where today's name was."""

    commune: Commune
    formerly: LegacyCommune | None = None

    @property
    def label(self) -> str:
        """As shown in the list: ``Hoàng Văn Thụ (phường cũ, Thành phố Lạng Sơn) → Phường Kỳ Lừa``."""
        old = self.formerly
        if old is None:
            return self.commune.name
        return f"{old.short_name} ({old.kind.lower()} cũ, {old.district}) → {self.commune.name}"


def find_communes(province_code: str, typed: str, limit: int = 10) -> tuple[FoundCommune, ...]:
    """What the person may mean, best first: every word typed begins a word of the name, marks or not.

    In Lạng Sơn the old names are searched too, each successor a choice of its own. After a comma comes the district or
    the province, as in an old address. The whole name goes before a beginning of it, marks as typed before others, the
    kind as typed before others, today's units before old ones. Nothing typed finds nothing. Raises
    :class:`~market.places.UnknownPlace` for the province.

    >>> for found in find_communes("20", "p hoang van thu"):
    ...     print(found.label)
    Hoàng Văn Thụ (phường cũ, Thành phố Lạng Sơn) → Phường Kỳ Lừa
    Xã Hoàng Văn Thụ
    Hoàng Văn Thụ (xã cũ, Huyện Bình Gia) → Xã Bình Gia
    Hoàng Văn Thụ (xã cũ, Huyện Văn Lãng) → Xã Hoàng Văn Thụ
    >>> [found.label for found in find_communes("20", "Hoàng Văn Thụ, TP Lạng Sơn")]
    ['Hoàng Văn Thụ (phường cũ, Thành phố Lạng Sơn) → Phường Kỳ Lừa']
    """
    entries = _index(province(province_code).code)
    name, *around = typed[:_LONGEST_TYPED].split(",")
    query = _Query.of(name, around)
    if not query.words:
        return ()
    matching = [entry for entry in entries if entry.matches(query)]
    # The sort is stable: within a rank the order of the index holds, today's units first.
    return tuple(entry.found for entry in sorted(matching, key=lambda entry: entry.rank(query))[: max(0, limit)])


@dataclass(frozen=True, slots=True)
class _Query:
    """``words`` of the name, folded, without its kind; ``accented`` as they were typed; ``around`` it, larger units."""

    kind: str
    words: list[str]
    accented: list[str]
    around: list[Reading]

    @classmethod
    def of(cls, name: str, around: list[str]) -> _Query:
        kind, rest = split_kind(words_of(name))
        words = rest.split()
        # The words of the kind are the first ones, whatever marks they were typed with.
        accented = _accented_words(name)[-len(words) :]
        return cls(kind, words, accented, [split_kind(words_of(part)) for part in around])


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name as it is searched, in words without kinds; ``around`` are the old district and the province."""

    found: FoundCommune
    kind: str
    name: list[str]
    accented: list[str]
    district: list[str]
    around: list[Reading]

    def matches(self, query: _Query) -> bool:
        return _all_begin(query.words, self.name + self.district) and all(
            any(kind in ("", mine) and _all_begin(words.split(), place.split()) for mine, place in self.around)
            for kind, words in query.around
        )

    def rank(self, query: _Query) -> tuple[bool, ...]:
        """False sorts before true: each place is one way to be less what was meant."""
        return (
            query.words not in (self.name, self.name + self.district),
            query.words != self.name[: len(query.words)],
            not _all_begin(query.words, self.name),
            not _all_begin(query.accented, self.accented),
            query.kind not in ("", self.kind),
        )


def _all_begin(typed: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in typed)


@cache
def _index(province_code: str) -> tuple[_Entry, ...]:
    name = province(province_code).name
    entries = [_entry(FoundCommune(place), place.name, ("", name)) for place in communes_of(province_code)]
    if province_code == LANG_SON:
        entries += [
            _entry(FoundCommune(commune(code), old), old.name, (old.district, name))
            for old in legacy_communes()
            for code in old.successor_codes
        ]
    return tuple(entries)


def _entry(found: FoundCommune, full_name: str, larger: tuple[str, str]) -> _Entry:
    """``larger``: the old district, empty for a unit of today, and the province, both with their kinds."""
    name, district = without_kind(full_name), words_of(without_kind(larger[0]))
    return _Entry(
        found=found,
        kind=kind_of(full_name),
        name=words_of(name).split(),
        accented=_accented_words(name),
        district=district.split(),
        around=[(kind_of(unit), words_of(without_kind(unit))) for unit in larger if unit],
    )


def _accented_words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in accented_key(text)).split()
