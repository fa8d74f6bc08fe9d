"""Behaviour policies: the shipped one, the bank's own, and contradictions."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies.behaviour import STANDARD, load, parse
from hengke.policies.behaviour.shelf import SHIPPED

ON = date(2026, 1, 1)
TEXT = (SHIPPED / STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


def test_the_banks_own_file_wins(tmp_path):
    own = tmp_path / STANDARD
    own.mkdir()
    (own / "2025-01-01.toml").write_text(TEXT.replace('"6000.00"', '"7000.00"'), encoding="utf-8")
    assert load(on=ON, own=tmp_path).income.middle_minor == 700_000
    assert load(on=date(2024, 12, 31), own=tmp_path).income.middle_minor == 600_000


@pytest.mark.requirement("R036")
@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("\nmonths = 12", "\nmonths = 25", "months must be 1 to 24"),
        ("\nmonths = 12", "\nmonths = 5", "do not fit into 5 months"),
        ("usual_months = 3", "usual_months = 10", "do not fit into 12 months"),
        ("season_months = 12", "season_months = 13", "season_months must be at most months"),
        ("least_months = 5", "least_months = 7", "recurring: 7 of 6 months"),
        ('high = "25000.00"', 'high = "6000.00"', "high must be above middle"),
        ('even = "0.10"', 'even = "1.10"', "flow.even must be 0 to 1"),
        ('spread = "0.50"', 'spread = "-0.50"', "must not be negative"),
        ('housing = ["rent"', 'housing = ["utilities"', "'utilities' is named twice"),
        ('counter = ["counter"]', 'counter = ["atm"]', "'atm' is named twice"),
        ('category = "cash"', 'category = "cars"', "'cars' is no category of spending"),
        ('share = "0.50"\n[[habit]]\nclass = "home', '[[habit]]\nclass = "home', "belong together"),
        ('class = "frequent"', 'class = "quiet"', "a class is named twice"),
        ('class = "everyday"', 'class = "everyday"\nleast_monthly = "1"', "without conditions"),
        ('families = ["demand_deposit"]', 'families = ["demand"]', "unknown asset class 'demand'"),
        ("rollover_days = 7", "rollover_days = -7", "rollover_days must be a whole number"),
        ("rollover_days = 7", "roll_days = 7", "unknown key 'roll_days'"),
        ('least = "100.00"', "least = 100.5", "write the number as text"),
    ],
)
def test_a_contradiction_is_refused_with_its_place(there, instead, said):
    assert there in TEXT
    with pytest.raises(PolicyError, match=said):
        parse(TEXT.replace(there, instead, 1), name=STANDARD, since=ON)
