"""Lifetime policies: horizon, rates and rules of leaving, read strictly; the bank's own wins."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import lifetime
from hengke.policies.lifetime.shelf import SHIPPED

ON = date(2026, 10, 23)
TEXT = (SHIPPED / lifetime.STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_is_read_exactly_and_the_banks_own_wins(tmp_path: Path) -> None:
    policy = lifetime.load(on=ON)
    assert (policy.horizon_years, policy.discount) == (10, Fraction(2, 25))
    assert policy.hazard.tenure_from_months == (0, 12, 36, 84)
    assert policy.over.least_peak_minor == 100_000
    assert list(policy.years) == list(range(1, 11))
    folder = tmp_path / lifetime.STANDARD
    folder.mkdir()
    own = TEXT.replace('"end_of_year"', '"now"').replace("horizon_years = 10", "horizon_years = 3")
    (folder / "2026-10-01.toml").write_text(own, encoding="utf-8")
    assert list(lifetime.load(on=ON, own=tmp_path).years) == [0, 1, 2]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("horizon_years = 10", "horizon_years = 31", "horizon_years must be 1 to 30"),
        ('discount = "0.08"', 'discount = "0"', "discount must be above 0"),
        ('discount = "0.08"', "discount = 0.08", "write the number as text"),
        ("least_days = 90", "least_days = 400", "least_days must not be more"),
        ('person = "0.005"', 'person = "0"', "hazard.plain.person must lie between"),
        ("[0, 12, 36, 84]", "[12, 36]", "must begin at 0 and rise"),
        ("[0, 12, 36, 84]", "[0, 36, 12]", "must begin at 0 and rise"),
        ("[0, 12, 36, 84]", '[0, "12"]', "must be a list of months"),
        ("least_window_months = 3", "least_window_months = 13", "longer than a window"),
        ('share_of_peak = "0.05"', 'share_of_peak = "1"', "share_of_peak must be"),
        ("[growth.person]", "[growth.persons]", "unknown key 'persons'"),
        ('yearly = "0.02"', 'yearly = "1"', "it must lie above -1 and up to 1"),
        ('"end_of_year"', '"later"', "first_margin = 'later' is not known"),
        ("[markov]", "[marcov]", "unknown key 'marcov'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError, match=words):
        lifetime.parse(TEXT.replace(old, new, 1), name="draft", since=ON)
