"""Care policies: dated data, read strictly; the bank's own file wins."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import care
from hengke.policies.care.shelf import SHIPPED, parse

ON = date(2026, 10, 23)
TEXT = (SHIPPED / care.STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_rules_are_read_exactly() -> None:
    policy = care.load(on=ON)
    assert policy.version.startswith("standard@2020-01-01:")
    assert policy.outflow.least_amount_minor == 5_000_000
    assert policy.outflow.least_share == Fraction(3, 10)
    assert policy.maturity.days_ahead == 7


def test_the_banks_own_later_file_is_in_force_from_its_day(tmp_path: Path) -> None:
    folder = tmp_path / care.STANDARD
    folder.mkdir()
    (folder / "2026-10-01.toml").write_text(
        TEXT.replace("days_ahead = 7", "days_ahead = 14"), encoding="utf-8"
    )
    assert care.load(on=date(2026, 9, 30), own=tmp_path).maturity.days_ahead == 7
    assert care.load(on=ON, own=tmp_path).maturity.days_ahead == 14


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("days_ahead = 7", "days_ahed = 7", "Did you mean 'days_ahead'"),
        ('stake = "0.50"', 'stake = "1.50"', "must be 0 to 1"),
        ('stake = "0.50"', "stake = 0.5", "write the number as text"),
        ("days_ahead = 7\n", "", "'days_ahead' is missing"),
        ("[welcome]", "[farewell]", "unknown key 'farewell'"),
        ('"10000.00"', '"10000.005"', "more than two decimals"),
        ("[downgrade]", "[downgrade", "not valid TOML"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        parse(TEXT.replace(old, new), name="mine", since=ON)


def test_a_name_without_files_is_refused() -> None:
    with pytest.raises(PolicyError, match="no policy care/mine"):
        care.load("mine", on=ON)
