"""How identifiers are made comparable, and under which blind indexes they are found again.

The import fingerprints what is delivered, the search what somebody types; both ask this module, so
that one form counts: widths, case, accents, blanks and country codes make no difference. Names are
found by the whole name, by surname and first syllable of the given name, by the surname, and by
the initials of their sounds, all of them or the first two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from hengke.pipelines.protection.blind import Blinder
from hengke.pipelines.protection.initials import initials, is_chinese
from hengke.pipelines.protection.masking import COMPOUND_SURNAMES
from hengke.pipelines.protection.ring import Ring

TAIL, STEM = 4, 2
SHORTEST_PHONE, SHORTEST_NUMBER = 7, 6
CHINA = ("0086", "86")
MOBILE = 11
HARDLY_REPEATED = ("id_number_key", "phone_key", "email_key")
MEMORY = 1 << 17
"""Surnames, initials, tails of numbers repeat; their fingerprints are kept for so many values."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "name": ("name_key", "name_stem_key", "surname_key", "initials_key", "initials_stem_key"),
    "id_number": ("id_number_key", "id_number_tail_key"),
    "phone": ("phone_key", "phone_tail_key"),
    "email": ("email_key",),
    "address": (),
    "card": (),
}
"""Kind of identifier to its blind indexes; each is a column of the customer."""

Parts = tuple[str | None, ...]


@lru_cache(MEMORY)
def name_parts(text: str) -> Parts:
    """Whole name, surname with first syllable, surname, initials, first two of them."""
    name = plain_name(text)
    if not name:
        return (None,) * len(KEYS["name"])
    surname, stem = _surname(name)
    letters = initials(name)
    return name, stem, surname, letters or None, letters[:STEM] or None


def id_number_parts(text: str) -> Parts:
    number = (text if text.isascii() and text.isalnum() else _signs(text)).upper()
    return number or None, _tail(number)


def phone_parts(text: str) -> Parts:
    plain = text.isascii() and text.isdigit()
    number = text if plain else "".join(filter(str.isdigit, _wide(text)))
    if len(number) == MOBILE:
        return number, number[-TAIL:]
    for code in CHINA:
        if number.startswith(code) and len(number) == len(code) + MOBILE:
            number = number[len(code) :]
    return number or None, _tail(number)


def email_parts(text: str) -> Parts:
    return (_wide(text).strip().casefold() or None,)


def _no_parts(_: str) -> Parts:
    return ()


PARTS: Mapping[str, Callable[[str], Parts]] = {
    "name": name_parts, "id_number": id_number_parts, "phone": phone_parts,
    "email": email_parts, "address": _no_parts, "card": _no_parts,
}  # fmt: skip
"""What of a value is fingerprinted, in the order of KEYS."""


class Fingerprints:
    """The blind indexes of one home."""

    def __init__(self, ring: Ring) -> None:
        columns = [column for columns in KEYS.values() for column in columns]
        self._blinders = {column: Blinder(ring, column) for column in columns}
        self._of = {
            column: blinder.of if column in HARDLY_REPEATED else lru_cache(MEMORY)(blinder.of)
            for column, blinder in self._blinders.items()
        }

    def of(self, kind: str, text: str | None) -> dict[str, str | None]:
        """Index column to fingerprint; None where the value has nothing to look for."""
        parts: Parts = PARTS[kind](text) if text else (None,) * len(KEYS[kind])
        return {
            column: None if part is None else self._of[column](part)
            for column, part in zip(KEYS[kind], parts, strict=True)
        }

    def of_name(self, text: str | None) -> dict[str, str | None]:
        return self.of("name", text)

    def of_id_number(self, text: str | None) -> dict[str, str | None]:
        return self.of("id_number", text)

    def of_phone(self, text: str | None) -> dict[str, str | None]:
        return self.of("phone", text)

    def of_email(self, text: str | None) -> dict[str, str | None]:
        return self.of("email", text)

    def all(self, kind: str, texts: list[str | None]) -> list[list[str | None]]:
        """One list per index column of the kind; much faster than one value at a time."""
        nothing: Parts = (None,) * len(KEYS[kind])
        parts_of = PARTS[kind]
        parts = [parts_of(text) if text else nothing for text in texts]
        return [
            self._column(key, [part[place] for part in parts])
            for place, key in enumerate(KEYS[kind])
        ]

    def _column(self, key: str, parts: Iterable[str | None]) -> list[str | None]:
        """What repeats is remembered, what does not is hashed in one go."""
        if key in HARDLY_REPEATED:
            return self._blinders[key].all(parts)
        of = self._of[key]
        return [None if part is None else of(part) for part in parts]

    def terms(self, text: str) -> list[tuple[str, str]]:
        """What somebody typed, in every reading: (index column, fingerprint to look for)."""
        return [(column, self._of[column](part)) for column, part in readings(text)]


def readings(text: str) -> list[tuple[str, str]]:
    """Index columns that a typed term may stand for, and the form to look for there."""
    term = " ".join(_wide(text).split())
    if not term:
        return []
    if "@" in term:
        return [("email_key", part) for part in email_parts(term) if part]
    if not any(letter.isalpha() for letter in term):
        return _number_readings(term)
    if term.isascii() and any(letter.isdigit() for letter in term):
        return _id_readings(term)
    return _name_readings(term)


def _number_readings(term: str) -> list[tuple[str, str]]:
    digits = "".join(filter(str.isdigit, term))
    found = []
    if len(digits) == TAIL:
        found += [("phone_tail_key", digits), ("id_number_tail_key", digits)]
    if len(digits) >= SHORTEST_PHONE:
        found += [("phone_key", part) for part in phone_parts(term)[:1] if part]
    return found + _id_readings(term)


def _id_readings(term: str) -> list[tuple[str, str]]:
    """An identity number, or its last four signs of which one may be an X."""
    number = id_number_parts(term)[0]
    if number and len(number) == TAIL and not number.isdigit():
        return [("id_number_tail_key", number)]
    return [("id_number_key", number)] if number and len(number) >= SHORTEST_NUMBER else []


def _name_readings(term: str) -> list[tuple[str, str]]:
    name, stem, surname, _, _ = name_parts(term)
    found = [("name_key", name), ("name_stem_key", stem if stem == name else None)]
    found.append(("surname_key", name if name in (surname, *COMPOUND_SURNAMES) else None))
    letters = term.replace(" ", "").casefold()
    if term.isascii() and letters.isalpha():
        found.append(("initials_key", letters))
        found.append(("initials_stem_key", letters if len(letters) == STEM else None))
    return [(column, part) for column, part in found if part]


@lru_cache(MEMORY)
def plain_name(text: str) -> str:
    """王 小明 and 王小明 are one name, and so are NOVÁK Jan and Novak  Jan."""
    name = _wide(text)
    if is_chinese(name):
        return "".join(name.split()).replace("•", "·").casefold()
    letters = unicodedata.normalize("NFKD", name.replace("-", " "))
    return " ".join("".join(filter(_is_letter, letters)).casefold().split())


def _is_letter(sign: str) -> bool:
    return not unicodedata.combining(sign)


def _surname(name: str) -> tuple[str, str]:
    """Surname, and surname with the first syllable of the given name. Of a Latin name the last
    word is the surname; the first word goes before it."""
    if not is_chinese(name):
        words = name.split()
        return words[-1], f"{words[0]} {words[-1]}"
    length = 2 if len(name) > 2 and name.startswith(COMPOUND_SURNAMES) else 1
    return name[:length], name[: length + 1]


def _wide(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, _wide(text)))


def _tail(number: str) -> str | None:
    return number[-TAIL:] if len(number) > TAIL else None
