"""Stages: the first rule that is true wins; what is unknown is said with what it read."""

from __future__ import annotations

import pytest
from tests.spec.lifecycle.policies import RULES

from hengke.engine.lifecycle.stages import answers, stages


def staged(features):
    return stages(answers(features, RULES), RULES)


@pytest.mark.requirement("R075")
def test_the_first_rule_that_is_true_wins_and_the_last_stage_is_whoever_is_left(spec):
    spec(
        given="""
            customer_id:str | tenure_days:int | aum:fen  | aum_3m_mean:fen | activity_change:float | days_since_own_booking:int | aum_12m_peak:fen
            asleep          | 100             | 50.00    | 1000.00         | -1.0                  | 400                        | 1000.00
            fresh           | 180             | 500.00   | 1000.00         | 0.0                   | 1                          | 1000.00
            falling         | 181             | 699.99   | 1000.00         | 0.0                   | 1                          | 1000.00
            slower          | 181             | 700.00   | 1000.00         | -0.5                  | 1                          | 1000.00
            even            | 181             | 700.00   | 1000.00         | -0.4                  | 1                          | 1000.00
        """,
        when=staged,
        then="""
            customer_id:str | stage:str | rule:str      | why:str
            asleep          | dormant   | quiet         | {"aum": 5000, "days_since_own_booking": 400}
            fresh           | new       | new           | {"tenure_days": 180}
            falling         | at_risk   | assets_fall   | {"aum": 69999, "aum_3m_mean": 100000, "activity_change": 0}
            slower          | at_risk   | activity_fall | {"aum": 70000, "aum_3m_mean": 100000, "activity_change": -500000}
            even            | stable    | stable        | {}
        """,
    )


def test_an_unknown_rule_makes_the_stage_unknown_unless_the_policy_passes_over_it(spec):
    """`nobody_knows`: the first unknown rule is named; `no_history`: loss is asked `surely`."""
    spec(
        given="""
            customer_id:str | tenure_days:int | aum:fen | aum_3m_mean:fen | activity_change:float | days_since_own_booking:int | aum_12m_peak:fen
            nobody_knows    | 400             | 50.00   | 1000.00         | -1.0                  |                            |
            no_opening      |                 | 900.00  | 900.00          | 0.0                   |                            |
            no_history      | 400             | 900.00  |                 |                       |                            |
            half_known      | 400             | 900.00  |                 | -0.9                  | 1                          |
        """,
        when=staged,
        then="""
            customer_id:str | stage:str | rule:str      | why:str                                              | losing:int | losing_rules:str
            nobody_knows    |           | quiet         | {"aum": 5000, "days_since_own_booking": null}        | 1           | assets_fall activity_fall
            no_opening      |           | new           | {"tenure_days": null}                                | 0           |
            no_history      | stable    | stable        | {}                                                   |             |
            half_known      | at_risk   | activity_fall | {"aum": 90000, "aum_3m_mean": null, "activity_change": -900000} | 1    | activity_fall
        """,
    )


@pytest.mark.requirement("R080")
@pytest.mark.requirement("R081")
def test_flags_come_with_their_rule_what_it_read_and_the_figures_of_the_lists(spec):
    spec(
        given="""
            customer_id:str | tenure_days:int | aum:fen | aum_3m_mean:fen | activity_change:float | days_since_own_booking:int | aum_12m_peak:fen
            asleep          | 400             | 50.00   | 60.00           | 0.0                   | 400                        | 1000.00
            falling         | 400             | 600.00  | 1000.00         | 0.2                   | 7                          | 2000.00
            unclear         | 400             | 50.00   | 60.00           | 0.0                   |                            | 70.00
        """,
        when=staged,
        then="""
            customer_id:str | dormant:int | dormant_rule:str | dormant_why:str                                | losing:int | losing_rules:str | idle_days:int | peak_minor:fen | fall_minor:fen
            asleep          | 1            | quiet            | {"aum": 5000, "days_since_own_booking": 400}   | 0           |                  | 400           | 1000.00        | 10.00
            falling         | 0            |                  |                                                | 1           | assets_fall      | 7             | 2000.00        | 400.00
            unclear         |              |                  | {"aum": 5000, "days_since_own_booking": null}  | 0           |                  |               | 70.00          | 10.00
        """,
    )
