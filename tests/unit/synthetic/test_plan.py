"""How many days and months a synthetic bank has, and what it refuses to be."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.synthetic.plan import Plan


def test_two_years_and_the_part_month_end_on_the_business_date() -> None:
    plan = Plan(customers=100, seed=1)
    assert plan.first == date(2024, 10, 1)
    assert plan.date(plan.end_day) == date(2026, 10, 23)
    assert plan.date(int(plan.month_first[plan.end_month])) == date(2026, 10, 1)


def test_three_more_months_are_simulated_for_the_truth() -> None:
    plan = Plan(customers=100, seed=1)
    assert plan.horizon == date(2027, 1, 31)
    assert plan.month_count == 28


def test_every_month_has_its_last_workday_inside_it() -> None:
    plan = Plan(customers=100, seed=1)
    february = int(plan.month_of_day[plan.day(date(2026, 2, 1))])
    assert plan.date(int(plan.last_workday[february])) == date(2026, 2, 27)  # the 28th: Saturday
    assert all(plan.month_of_day[plan.last_workday] == range(plan.month_count))
    assert plan.workday[plan.last_workday].all()


def test_the_next_workday_skips_a_holiday() -> None:
    plan = Plan(customers=100, seed=1)
    eve = plan.day(date(2026, 9, 30))
    assert plan.date(int(plan.next_workday[eve])) == date(2026, 9, 30)
    assert plan.date(int(plan.next_workday[eve + 1])) == date(2026, 10, 8)


def test_every_topic_and_block_draws_from_a_stream_of_its_own() -> None:
    plan = Plan(customers=100, seed=1)
    draws = {
        plan.random(topic, block).random()
        for topic, block in (("income", 0), ("income", 1), ("fate", 0))
    }
    assert len(draws) == 3
    assert plan.random("income").random() == Plan(customers=900, seed=1).random("income").random()


@pytest.mark.parametrize(("customers", "months"), [(3, 24), (0, 24), (100, 0), (100, 61)])
def test_a_bank_without_shape_is_refused_with_a_way_out(customers: int, months: int) -> None:
    with pytest.raises(Refused) as refusal:
        Plan(customers=customers, seed=1, months=months)
    assert "Ask for" in str(refusal.value.next_step)
