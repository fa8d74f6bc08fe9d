"""Policies of statistics: those that ship are whole, mistakes are refused with what was meant."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.rules.checking import check
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.statistics.columns import EVERYBODY
from hengke.engine.statistics.expressions import expression
from hengke.engine.statistics.rules import checked
from hengke.engine.statistics.values import edges
from hengke.kernel.errors import PolicyError
from hengke.policies import needs
from hengke.policies.statistics import Grouping, load, parse
from hengke.policies.statistics.shelf import SHIPPED

ON = date(2026, 10, 23)
NEEDS = needs.load(on=ON).classes
TEXT = (SHIPPED / "standard" / "2026-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_can_be_computed_with():
    asked = checked(load(on=ON), needs=NEEDS)
    assert {"status", "tier", "aum", "has_fund", "branch_id"} <= set(asked.columns)
    assert {"gender", "region"}.isdisjoint(asked.columns)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"aum", "debts", "aum_trend_12m"', '"aum", "depts", "aum_trend_12m"', "mean 'debts'"),
        ('"aum", "debts", "aum_trend_12m"', '"aum", "liability"', "called 'debts' now"),
        ('"aum", "debts", "aum_trend_12m"', '"aum", "aum"', "'aum' twice"),
        ('"aum", "debts", "aum_trend_12m"', '"opened_on"', "neither a number nor a word"),
        ("status = 'active'", "statu = 'active'", "population"),
        ("not has('insurance')", "not has('insurence')", "lacking"),
        ('need = "protection"', 'need = "protectoin"', "mean 'protection'"),
        ('"enquiries_fx", "enquiries_insurance"', '"enquiries_xf"', "hint names the series"),
        ('follows = ["assets"]', 'follows = ["asset"]', "mean 'assets'"),
        ('feature = "kind"', 'feature = "aum"', "aum needs bands"),
        ('feature = "branch_id"', 'feature = "branch_id"\nin_branches = true', "is one group"),
        ("least_cell = 5", "least_cell = 50", "least_cell must not be more"),
        ("least_months = 8", "least_months = 5", "least_months must lie"),
        ('"0.00", "0.01"', '"0.01", "0.00"', "money_edges must rise"),
        ('discovery = "0.05"', 'discovery = "5"', "discovery must lie between"),
        ("least_group = 20", "least_group = 1", "least_group must be a whole number"),
        ("age = [0, 18", "aum = [0, 18", "own_edges: aum is no count"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old, new, problem):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(PolicyError, match=problem):
        checked(parse(text, name="standard", since=date(2026, 1, 1)), needs=NEEDS)


def test_a_score_may_have_edges_and_bands_in_points():
    told = TEXT.replace("age = [0, 18", "composite_score = [0, 18").replace(
        'feature = "kind"', 'feature = "composite_score"\nfrom = [0, 50]'
    )
    policy = parse(told, name="standard", since=date(2026, 1, 1))
    assert checked(policy, needs=NEEDS)
    assert edges(CATALOGUE["composite_score"], policy)[:2] == (0, 1_800)


def test_every_group_can_be_opened_in_the_segment_studio():
    bands = {"age": Grouping("age", (0, 30, 45), in_branches=False, follows=())}
    asked = [
        ("", EVERYBODY, EVERYBODY), ("B'1", "tier", "gold"), ("", "tier", ""), ("", "age", ""),
        ("", "age", "30"), ("", "age", "45"), ("", "cluster", "3"), ("", "has_fund", "yes"),
        ("", "has_fund", "no"), ("B1", EVERYBODY, EVERYBODY),
    ]  # fmt: skip
    told = [expression("status = 'active'", *one, bands, "not has('fund')") for one in asked]
    for text in told:
        check(text, wanted=Kind.FLAG)
    assert told[1] == (
        "(status = 'active') and (branch_id = 'B''1') and (tier = 'gold') and (not has('fund'))"
    )
    assert "(age >= 30 and age < 45)" in told[4]
    assert expression("status = 'active'", "", EVERYBODY, EVERYBODY, bands) == "status = 'active'"
