"""One form of a name or number counts, whoever writes it: typed meets delivered."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hengke.pipelines.home import Home
from hengke.pipelines.protection.identifiers import KEYS, Fingerprints
from hengke.pipelines.protection.ring import STANDING, Ring

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def fingerprints() -> Fingerprints:
    ring = Ring(Home(Path("nowhere")), (), os.urandom(32))
    for purpose in STANDING:
        ring.add(purpose, now=NOW)
    return Fingerprints(ring)


PRINTS = fingerprints()


def found_by(kind: str, delivered: str, typed: str) -> set[str]:
    """The index columns under which the typed term meets the delivered value."""
    had = PRINTS.of(kind, delivered)
    return {column for column, wanted in PRINTS.terms(typed) if had.get(column) == wanted}


@pytest.mark.parametrize(
    ("kind", "delivered", "typed", "column"),
    [
        ("name", "王小明", "王 小明", "name_key"),
        ("name", "王小明", "王小", "name_stem_key"),
        ("name", "王小明", "王", "surname_key"),
        ("name", "王小明", "WXM", "initials_key"),
        ("name", "王小明", "wx", "initials_stem_key"),
        ("name", "欧阳修文", "欧阳", "surname_key"),
        ("name", "欧阳修文", "欧阳修", "name_stem_key"),
        ("name", "单雄信", "sxx", "initials_key"),
        ("name", "Jana Nováková", "jana novakova", "name_key"),
        ("name", "Jana Nováková", "Novakova", "surname_key"),
        ("phone", "+86 138-1234-5678", "13812345678", "phone_key"),
        ("phone", "13812345678", "５６７８", "phone_tail_key"),
        ("id_number", "11010119900307851x", "11010119900307851X", "id_number_key"),
        ("id_number", "11010119900307851X", "851x", "id_number_tail_key"),
        ("email", "Zhang@Example.com", "zhang@example.com ", "email_key"),
    ],
)
def test_what_is_typed_meets_what_was_delivered(
    kind: str, delivered: str, typed: str, column: str
) -> None:
    assert column in found_by(kind, delivered, typed)


def test_another_name_is_not_met() -> None:
    assert found_by("name", "王小明", "王晓明") == set()
    assert found_by("phone", "13812345678", "13812345679") == set()


def test_unknown_and_empty_have_no_fingerprint() -> None:
    for kind, columns in KEYS.items():
        assert PRINTS.of(kind, None) == PRINTS.of(kind, "") == dict.fromkeys(columns)


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    names = ["王小明", None, "", "王小明", "Jana Nováková"]
    columns = PRINTS.all("name", names)
    for place, name in enumerate(names):
        assert [column[place] for column in columns] == list(PRINTS.of_name(name).values())


def test_fingerprints_of_two_banks_have_nothing_in_common() -> None:
    others = fingerprints().of_name("王小明")
    assert not set(others.values()) & set(PRINTS.of_name("王小明").values())
