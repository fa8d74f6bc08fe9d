"""Register policies: owners, dates and bounds, read strictly; the bank's own file wins."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import register
from hengke.policies.register.shelf import SHIPPED

ON = date(2026, 10, 23)
TEXT = (SHIPPED / register.STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_is_read_exactly_and_the_banks_own_wins(tmp_path: Path) -> None:
    policy = register.load(on=ON)
    assert (policy.psi_watch, policy.psi_act) == (Fraction(1, 10), Fraction(1, 4))
    assert policy.models["fall"].retrain_days == 45
    folder = tmp_path / register.STANDARD
    folder.mkdir()
    own = TEXT.replace("retrain_days = 45", "retrain_days = 10")
    (folder / "2026-10-01.toml").write_text(own, encoding="utf-8")
    assert register.load(on=ON, own=tmp_path).models["fall"].retrain_days == 10


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('psi_act = "0.25"', 'psi_act = "0.05"', "psi_watch must be above 0 and below"),
        ("retrain_days = 45", "retrain_days = 0", "retrain_days must be a whole number"),
        ("[models.fall]", "[models.flal]", "unknown key 'flal'"),
        ('least_auc = "0.70"', "least_auc = 0.7", "write the number as text"),
        ('owner_en = "Business department"', "", "'owner_en' is missing"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError, match=words):
        register.parse(TEXT.replace(old, new), name="draft", since=ON)
