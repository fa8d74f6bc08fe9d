"""Lifecycle policies: stages in order, rules that are read, the bank's own file wins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hengke.engine.lifecycle.rules import checked
from hengke.kernel.errors import PolicyError
from hengke.policies import lifecycle
from hengke.policies.lifecycle.shelf import SHIPPED

ON = date(2026, 10, 23)
TEXT = (SHIPPED / lifecycle.STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


@pytest.mark.requirement("R075")
def test_the_shipped_policy_knows_every_stage_and_each_rule_is_one() -> None:
    rules = checked(lifecycle.load(on=ON))
    names = [one.stage.name for one in rules.stages]
    assert sorted(names) == sorted(lifecycle.STAGES)
    assert names[-1] == "stable"
    assert all(one.rules or one.stage.otherwise for one in rules.stages)
    assert all(one.stage.playbook for one in rules.stages)


def test_rules_are_told_in_both_languages() -> None:
    rules = checked(lifecycle.load(on=ON))
    assert rules.sentence("new", "zh", currency="CNY") == "建立关系天数不高于180"
    assert rules.sentence("new", "en", currency="CNY") == (
        "days since the relation began is at most 180"
    )
    assert rules.sentence("gone", "en", currency="CNY") == ""


def test_examples_of_dormancy_are_checked_and_not_asked() -> None:
    rules = checked(lifecycle.load(on=ON))
    assert [one.name for one in rules.dormancy] == ["one_year", "company_one_year"]
    with pytest.raises(PolicyError, match=r"dormancy 'industrial_2025': .*amu"):
        checked(_parsed("aum <= 10 and", "amu <= 10 and"))


def test_the_banks_own_later_file_is_in_force_from_its_day(tmp_path: Path) -> None:
    folder = tmp_path / lifecycle.STANDARD
    folder.mkdir()
    own = TEXT.replace("tenure_days <= 180", "tenure_days <= 90")
    (folder / "2026-10-01.toml").write_text(own, encoding="utf-8")
    found = [lifecycle.load(on=on, own=tmp_path).stage("new") for on in (date(2026, 9, 30), ON)]
    assert [one and one.rule for one in found] == ["tenure_days <= 180", "tenure_days <= 90"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('rule = "tenure_days <= 180"', 'rule = "tenure_dais <= 180"', "tenure_dais"),
        ('rule = "tenure_days <= 180"', 'rule = "tenure_days + 180"', "stages 'new'"),
        ('rule = "tenure_days <= 180"', 'rule = "null"', "never true"),
        ('rule = "tenure_days <= 180"', 'rule = "tenure_days <="', "stages 'new'"),
        ('rule = "tenure_days <= 180"', "", "one of rule, any_of and otherwise"),
        ("otherwise = true", 'rule = "aum > 1"', "the fallback"),
        ('name = "growing"', 'name = "growth"', "is not known"),
        ('name = "growing"', 'name = "mature"', "'mature' is there twice"),
        ('name = "one_year"', 'name = "new"', "'new' is there twice"),
        ('name = "one_year"', 'name = "One year"', "small letters"),
        ('any_of = "loss"', 'any_of = "losses"', "any_of = 'losses' is not known"),
        ("in_use = true", "in_use = false", "no rule of dormancy is in use"),
        ('stake = "0.50"', 'stake = "1.50"', "stake must be 0 to 1"),
        ("due_days = 3\n", 'due_days = "3"\n', "due_days must be a whole number"),
        ("surely = true", "shurely = true", "unknown key 'shurely'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError, match=words):
        checked(_parsed(old, new))


def _parsed(old: str, new: str) -> lifecycle.LifecyclePolicy:
    return lifecycle.parse(TEXT.replace(old, new), name="draft", since=ON)
