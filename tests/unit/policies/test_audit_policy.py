"""Limits of what is unusual: dated, complete, and never less than the law asks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import audit

SHIPPED = Path(audit.__file__).parent / "standard" / "2020-01-01.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")


def parsed(text: str) -> audit.AuditPolicy:
    return audit.parse(text, name="standard", since=date(2020, 1, 1))


def test_the_shipped_policy_reads() -> None:
    policy = audit.load(on=date(2026, 10, 23))
    assert policy.version == "standard@2020-01-01"
    assert policy.opened.in_minutes < policy.opened.in_hour < policy.opened.in_day


def test_the_banks_own_later_file_wins(tmp_path: Path) -> None:
    (tmp_path / "standard").mkdir()
    own = TEXT.replace("in_hour = 120", "in_hour = 90")
    (tmp_path / "standard" / "2026-01-01.toml").write_text(own, encoding="utf-8")
    assert audit.load(on=date(2026, 10, 23), own=tmp_path).opened.in_hour == 90
    assert audit.load(on=date(2025, 10, 23), own=tmp_path).opened.in_hour == 120


@pytest.mark.requirement("L16")
def test_reads_cannot_be_kept_for_less_than_six_months() -> None:
    with pytest.raises(PolicyError, match="at least 6 months, not 5"):
        parsed(TEXT.replace("months = 12", "months = 5"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("to = 21", "to = 6", "'from' must come before 'to'"),
        ("weekend = true", "weekend = 1", "'weekend' must be true or false"),
        ("of_one = 2000", "of_on = 2000", "unknown key 'of_on'"),
        ("of_one = 2000", "", "'of_one' is missing"),
        ("of_one = 2000", "of_one = -1", "of_one"),
        ("[reads]", "[readings]", "unknown key 'readings'"),
        ("source =", "source", "not valid TOML"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        parsed(TEXT.replace(old, new))
