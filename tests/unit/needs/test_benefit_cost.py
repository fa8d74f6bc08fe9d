"""Present value, ratio, return and payback, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hengke.engine.needs.benefit_cost import Flow, by_ratio, evaluate
from hengke.engine.needs.unknown import Unknown

TENTH = Fraction(1, 10)


@pytest.mark.requirement("R088")
def test_a_case_reckoned_by_hand() -> None:
    """1,000.00 today brings 600.00 and 605.00; at 10 %: 545.4545... + 500.00 - 1,000.00."""
    found = evaluate([Flow(0, 100_000, 0), Flow(1, 0, 60_000), Flow(2, 0, 60_500)], rate=TENTH)
    assert found.npv_minor == 4_545
    assert found.ratio == (Fraction(600_000, 11) + 50_000) / 100_000
    assert found.roi == Fraction(20_500, 100_000)
    assert found.payback_years == 1 + Fraction(400, 605)
    assert [line.cumulative_minor for line in found.lines] == [-100_000, -40_000, 20_500]
    assert [line.present_minor for line in found.lines] == [-100_000, 54_545, 50_000]


def test_costs_to_come_are_discounted_as_well() -> None:
    found = evaluate([Flow(0, 0, 0), Flow(1, 11_000, 0), Flow(2, 0, 24_200)], rate=TENTH)
    assert (found.npv_minor, found.ratio) == (10_000, Fraction(2))


def test_the_order_of_years_is_of_no_matter() -> None:
    flows = [Flow(2, 0, 60_500), Flow(0, 100_000, 0), Flow(1, 0, 60_000)]
    assert evaluate(flows, rate=TENTH) == evaluate(
        sorted(flows, key=lambda one: one.year), rate=TENTH
    )


@pytest.mark.requirement("R088")
def test_without_a_cost_there_is_a_present_value_and_no_ratio() -> None:
    found = evaluate([Flow(0, 0, 500)], rate=TENTH)
    assert found.npv_minor == 500
    for figure in (found.ratio, found.roi, found.payback_years):
        assert isinstance(figure, Unknown)
        assert figure.reason.startswith("it costs nothing")


def test_a_case_without_a_year_is_unknown() -> None:
    found = evaluate([], rate=TENTH)
    for figure in (found.npv_minor, found.ratio, found.roi, found.payback_years):
        assert isinstance(figure, Unknown)


def test_what_does_not_come_back_has_no_payback() -> None:
    found = evaluate([Flow(0, 1_000, 0), Flow(1, 0, 999)], rate=Fraction(0))
    assert isinstance(found.payback_years, Unknown)
    assert found.npv_minor == -1


def test_what_falls_below_again_is_paid_back_when_it_stays_above() -> None:
    flows = [Flow(0, 100, 0), Flow(1, 0, 150), Flow(2, 100, 0), Flow(3, 0, 200)]
    assert evaluate(flows, rate=Fraction(0)).payback_years == 2 + Fraction(50, 200)


def test_what_brings_its_cost_at_once_is_paid_back_at_once() -> None:
    assert evaluate([Flow(0, 100, 100)], rate=TENTH).payback_years == 0


@pytest.mark.requirement("R088")
def test_cases_are_ranked_by_ratio_then_by_present_value_unknown_last() -> None:
    cases = {
        "twice": [Flow(0, 100, 200)],
        "twice of more": [Flow(0, 1_000, 2_000)],
        "thrice": [Flow(0, 10, 30)],
        "free": [Flow(0, 0, 500)],
        "nothing": [],
    }
    found = {name: evaluate(flows, rate=TENTH) for name, flows in cases.items()}
    assert sorted(found, key=lambda name: by_ratio(found[name])) == [
        "thrice", "twice of more", "twice", "free", "nothing",
    ]  # fmt: skip
