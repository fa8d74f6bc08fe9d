"""A trend that was planted is found, with what one can do about it; noise is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from hengke.engine.statistics.columns import (
    APART,
    BANK,
    EVERYBODY,
    FEW,
    FOLLOWS,
    PAIR,
    SHORT,
    TREND,
)
from hengke.engine.statistics.figures import Placement
from hengke.engine.statistics.rules import checked
from hengke.kernel.periods import month_ends
from hengke.pipelines.statistics import findings, moved
from hengke.pipelines.statistics.courses import Course
from hengke.pipelines.statistics.findings import Hints, Trial
from hengke.pipelines.statistics.people import Group, People
from hengke.policies import needs
from hengke.policies.statistics import load

ON = date(2026, 10, 23)
POLICY = load(on=ON)
ENDS = tuple(month_ends(date(2025, 4, 1), date(2026, 9, 30)))
CUSTOMERS, FX = 400, "enquiries_fx"
KINDS = ("institution", "person")


def people(kinds: np.ndarray) -> People:
    everybody = np.arange(len(kinds))
    groups = [Group(BANK, EVERYBODY, EVERYBODY, everybody)]
    groups += [Group(BANK, "kind", one, everybody[kinds == one]) for one in KINDS]
    lacking = tuple(None for _ in POLICY.hints)
    return People(None, len(kinds), (Placement("kind"),), tuple(groups), lacking, frozenset())  # type: ignore[arg-type]


def asked_about(draw: np.random.Generator, kinds: np.ndarray, *, rising: float) -> Course:
    """Enquiries a month, about one; of institutions `rising` more from month to month."""
    mean = np.full((len(kinds), len(ENDS)), 1.0)
    mean += np.where(kinds == "institution", rising, 0.0)[:, None] * np.arange(len(ENDS))
    return Course(ENDS, draw.poisson(mean).astype(float) * 100)


def found_in(course: Course, who: People, *, code: str = FX, policy: Any = POLICY) -> Any:
    rows = moved.rows(course, code, who, policy)
    return findings.found(rows, (), policy), rows


@pytest.fixture
def kinds() -> np.ndarray:
    return np.where(np.arange(CUSTOMERS) % 4 == 0, "institution", "person")


@pytest.mark.requirement("R233")
def test_rising_queries_of_a_group_are_found_and_hint_at_a_need(kinds):
    who = people(kinds)
    found, rows = found_in(asked_about(np.random.default_rng(3), kinds, rising=0.15), who)
    chosen = found.findings[BANK]
    told = {(one.kind, one.row["slice"], one.moves) for one in chosen}
    assert {(TREND, "institution", "up"), (APART, "institution", "up")} <= told
    assert (TREND, "person", "up") not in told
    asked = checked(POLICY, needs=needs.load(on=ON).classes)
    lacking = np.arange(CUSTOMERS) < 200
    unmet = np.arange(CUSTOMERS) < 100
    hints = Hints(asked, [lacking] * len(POLICY.hints), [unmet] * len(POLICY.hints))
    row = next(
        one for one in findings.rows(found, who, hints, {})
        if (one["kind"], one["slice"]) == (TREND, "institution")
    )  # fmt: skip
    assert (row["need"], row["lacking"], row["unmet"]) == ("cross_border", 50, 25)
    assert row["expression"] == "(status = 'active') and (kind = 'institution')"
    assert row["sentence_en"].startswith(
        "Kind of customer “institution”: enquiries about exchange rates keep rising over 18 months."
    )
    assert row["sentence_zh"].startswith("客户类型“机构”：外汇汇率咨询查询在 18 个月内持续上升。")
    assert row["customers"] == 100
    assert row["discovery"] <= POLICY.discovery
    course = next(one for one in rows if one["slice"] == "institution")
    assert course["slope"] == pytest.approx(15, abs=3)
    assert course["tau"] > 0.8
    assert course["year"] == 1


@pytest.mark.requirement("R233")
def test_noise_is_not_found(kinds):
    """Ten banks without a trend, also walks without a drift: fewer findings than the policy
    allows."""
    who, tests, chosen = people(kinds), 0, 0
    for seed in range(10):
        draw = np.random.default_rng(seed)
        walk = np.cumsum(draw.normal(0, 1e6, (CUSTOMERS, len(ENDS))), axis=1) + 5e7
        for course, code in (
            (asked_about(draw, kinds, rising=0.0), FX),
            (Course(ENDS, np.round(walk)), "assets"),
        ):
            found, _rows = found_in(course, who, code=code)
            tests += len(found.tests[BANK])
            chosen += len(found.findings[BANK])
    assert tests == 10 * 2 * 5
    assert chosen <= 2


def test_a_course_that_chooses_its_group_is_not_tested(kinds):
    policy = replace(POLICY, groupings=tuple(
        replace(one, follows=(FX,)) for one in POLICY.groupings
    ))  # fmt: skip
    course = asked_about(np.random.default_rng(3), kinds, rising=0.15)
    found, rows = found_in(course, people(kinds), policy=policy)
    assert {one["reason"] for one in rows if one["grouping"] == "kind"} == {FOLLOWS}
    assert {one.row["grouping"] for one in found.tests[BANK]} == {EVERYBODY}


@pytest.mark.parametrize("months", [0, 1, 7])
def test_too_short_a_history_says_so(kinds, months):
    values = np.ones((CUSTOMERS, months))
    found, rows = found_in(Course(ENDS[:months], values), people(kinds))
    assert [(one["slice"], one["reason"], one["months"]) for one in rows] == [
        (EVERYBODY, SHORT, months)
    ]
    assert found.tests == {}


def test_nobody_known_in_every_month_and_groups_that_are_too_small(kinds):
    gaps = asked_about(np.random.default_rng(3), kinds, rising=0.0)
    gaps.values[:, 4] = np.nan
    _found, rows = found_in(gaps, people(kinds))
    assert [one["reason"] for one in rows] == [FEW]
    few = asked_about(np.random.default_rng(3), kinds, rising=0.0)
    few.values[10:, 0] = np.nan
    _found, rows = found_in(few, people(kinds))
    assert [(one["slice"], one["reason"]) for one in rows] == [(EVERYBODY, FEW)]
    assert "customers" not in rows[0]


def test_customers_all_alike_have_no_trend(kinds):
    found, rows = found_in(Course(ENDS, np.full((CUSTOMERS, len(ENDS)), -5.0)), people(kinds))
    assert {one["reason"] for one in rows} == {"constant"}
    assert all(one["psi"] == 0 and one["change_year_ppm"] is None for one in rows)
    assert found.findings[BANK] == []


def test_without_a_year_the_months_just_before_are_compared(kinds):
    short = Course(ENDS[:9], asked_about(np.random.default_rng(3), kinds, rising=0.4).values[:, :9])
    _found, rows = found_in(short, people(kinds))
    assert {one["year"] for one in rows} == {0}
    assert {one["change_year_ppm"] for one in rows} == {None}


def test_every_branch_is_judged_by_its_own_tests():
    row = {"more": 0.6, "less": 0.2, "more_chance": 0.001, "tau": 0.9, "trend_chance": 0.02,
           "grouping": EVERYBODY, "slice": EVERYBODY, "series": FX, "customers": 40}  # fmt: skip
    noise = row | {"more_chance": 0.9, "trend_chance": 0.9}
    rows = [row | {"branch_id": "B1"}, row | {"branch_id": "B2"},
            *(noise | {"branch_id": "B2", "slice": str(one)} for one in range(9))]  # fmt: skip
    found = findings.found(rows, (), POLICY)
    assert [one.discovery for one in found.findings["B1"]] == [0.02]
    assert found.findings["B2"] == []
    assert found.tests["B2"][0].discovery == pytest.approx(0.2)


def test_pairs_that_hold_for_plain_reasons_make_no_room_for_false_moves():
    """A hundred certain pairs; of twenty moves one has a chance of 1 %, which is one in five."""
    row = {"more": 0.6, "less": 0.2, "more_chance": 0.01, "tau": 0.9, "trend_chance": 0.01,
           "branch_id": BANK, "grouping": EVERYBODY, "slice": EVERYBODY, "series": FX,
           "customers": 40}  # fmt: skip
    noise = [row | {"more_chance": 0.9, "slice": str(one)} for one in range(19)]
    pairs = [Trial(PAIR, BANK, f"a b{one}", 0.9, 0.8, 1.0, 0.0, 40) for one in range(100)]
    found = findings.found([row, *noise], pairs, replace(POLICY, most_findings=200))
    assert {one.kind for one in found.findings[BANK]} == {PAIR}
    assert len(found.tests[BANK]) == 120
