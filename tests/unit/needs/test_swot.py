"""Scores inside and outside, the nine cells, strategies."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from hengke.engine.needs.swot import Factor, evaluate
from hengke.engine.needs.unknown import Unknown
from hengke.policies.needs import load

POLICY = load(on=date(2026, 11, 27)).swot


def two(inside: str, outside: str) -> list[Factor]:
    """Sides with given scores: what is above a whole number is the weight of the better one."""
    found = []
    for kinds, text in (("SW", inside), ("OT", outside)):
        score = Fraction(text)
        low = min(int(score), 3)
        found += [Factor(kinds[0], score - low, low + 1), Factor(kinds[1], 1 - score + low, low)]
    return found


@pytest.mark.requirement("R089")
def test_a_case_reckoned_by_hand() -> None:
    """Inside 0.6 x 4 + 0.4 x 2 = 3.2; outside 0.5 x 3 + 0.5 x 1 = 2.0: cell IV, grow, ST."""
    found = evaluate(
        [
            Factor("S", Fraction(3, 5), 4), Factor("W", Fraction(2, 5), 2),
            Factor("O", Fraction(1, 2), 3), Factor("T", Fraction(1, 2), 1),
        ],
        policy=POLICY,
    )  # fmt: skip
    assert (found.inside, found.outside) == (Fraction(16, 5), Fraction(2))
    assert (found.cell, found.region, found.feasibility) == ("IV", "grow", 1)
    assert found.strategy == "ST"


@pytest.mark.requirement("R089")
@pytest.mark.parametrize(
    ("inside", "outside", "cell", "region"),
    [
        ("3.0", "3.0", "I", "grow"), ("2.0", "3.5", "II", "grow"), ("1.9", "3.0", "III", "hold"),
        ("3.5", "2.0", "IV", "grow"), ("2.5", "2.5", "V", "hold"), ("1.5", "2.9", "VI", "harvest"),
        ("3.0", "1.9", "VII", "hold"), ("2.9", "1.5", "VIII", "harvest"),
        ("1.0", "1.0", "IX", "harvest"), ("4.0", "4.0", "I", "grow"),
    ],
)  # fmt: skip
def test_the_nine_cells_and_their_edges(inside: str, outside: str, cell: str, region: str) -> None:
    found = evaluate(two(inside, outside), policy=POLICY)
    assert (found.inside, found.outside) == (Fraction(inside), Fraction(outside))
    assert (found.cell, found.region) == (cell, region)
    assert found.feasibility == POLICY.feasibility[region]


@pytest.mark.parametrize(
    ("inside", "outside", "strategy"),
    [("2.5", "2.5", "SO"), ("2.4", "2.5", "WO"), ("2.5", "2.4", "ST"), ("2.4", "2.4", "WT")],
)
def test_the_strategy_goes_by_the_middle(inside: str, outside: str, strategy: str) -> None:
    assert evaluate(two(inside, outside), policy=POLICY).strategy == strategy


def test_weights_that_do_not_add_up_leave_the_place_unknown_and_the_other_side_known() -> None:
    factors = [Factor("S", Fraction(9, 10), 4), Factor("O", Fraction(1), 3)]
    found = evaluate(factors, policy=POLICY)
    assert found.outside == 3
    for figure in (found.inside, found.cell, found.feasibility, found.strategy):
        assert isinstance(figure, Unknown)
        assert figure.reason == "the weights inside add up to 0.9, not to 1"


def test_a_side_without_factors_is_unknown() -> None:
    found = evaluate([Factor("S", Fraction(1), 4)], policy=POLICY)
    assert isinstance(found.outside, Unknown)
    assert found.outside.reason == "no opportunity or threat is written down"
