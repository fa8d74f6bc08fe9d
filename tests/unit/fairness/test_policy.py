"""Fairness policies: ratio, group sizes and traits, read strictly; the bank's own file wins."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import fairness
from hengke.policies.fairness.shelf import SHIPPED

ON = date(2026, 10, 23)
TEXT = (SHIPPED / fairness.STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_is_read_exactly_and_the_banks_own_wins(tmp_path: Path) -> None:
    policy = fairness.load(on=ON)
    assert (policy.ratio, policy.least_group) == (Fraction(4, 5), 30)
    assert policy.assets_from[:2] == (0, 1_000_000)
    folder = tmp_path / fairness.STANDARD
    folder.mkdir()
    own = TEXT.replace("least_group = 30", "least_group = 100")
    (folder / "2026-10-01.toml").write_text(own, encoding="utf-8")
    assert fairness.load(on=ON, own=tmp_path).least_group == 100


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('ratio = "0.80"', 'ratio = "1"', "ratio must lie between 0 and 1"),
        ("least_group = 30", "least_group = 1", "least_group must be a whole number"),
        ('z = "1.96"', 'z = "0"', "z must be above 0"),
        ("[0, 30, 45, 60]", "[18, 30]", "age_from must begin at 0"),
        ("[0, 30, 45, 60]", '["young"]', "age_from must be a list of years"),
        ('["0.00", "10000.00"', '["0.00", "0.00"', "assets_from must begin at 0 and rise"),
        ('"region"]', '"shoe_size"]', "'shoe_size' is no word of the record"),
        ("protected", "protectd", "unknown key 'protectd'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError, match=words):
        fairness.parse(TEXT.replace(old, new, 1), name="draft", since=ON)
