"""One assessment for everybody. The clauses of the rule are told in tests/unit/tiering, and a
generative test holds the two forms together; here stands what only tables can get wrong."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.tiering.ladders import ladder

from hengke.engine.tiering.step import decided
from hengke.policies.tiering import Tier

NOBODY = """
    customer_id:str | tier:str | starts_on:date | until:date
"""
LAST = """
    customer_id:str | effective_rank:int | effective_tier:str | fails_used:int | best_rank_since:int
    A               | 2                  | platinum           | 2              | 1
    B               | 2                  | platinum           | 1              | 0
    C               | 1                  | gold               | 0              |
    D               | 1                  | gold               | 2              | 0
    E               |                    |                    | 0              |
    F               | 3                  | private            | 0              |
"""
NOW = """
    customer_id:str | assessed_on:date | assessed_rank:int | qualified_by:str | value_minor:fen | sum_minor_days:fen | days:int | aum_minor:fen | unknown_reason:str | status:str | opened_on:date
    A               | 2026-03-31       | 0                 |                  | 10.00           | 310.00             | 31       | 12.00         |                    | active     | 2020-01-01
    B               | 2026-03-31       | 1                 |                  | 60000.00        | 1860000.00         | 31       | 60000.00      |                    | active     | 2020-01-01
    C               | 2026-03-31       | 2                 | salary           | 500000.00       | 15500000.00        | 31       | 500000.00     |                    | active     |
    D               | 2026-03-31       |                   |                  |                 |                    | 31       |               | rate_missing       |            | 2020-01-01
    E               | 2026-03-31       | 1                 |                  | 60000.00        | 1860000.00         | 31       | 60000.00      |                    | active     | 2020-01-01
    F               | 2026-03-31       | 0                 |                  | 0.00            | 0.00               | 31       | 0.00          |                    | deceased   | 2020-01-01
    G               | 2026-03-31       | 0                 |                  | 0.00            | 0.00               | 31       | 0.00          |                    | active     | 2026-03-30
    A               | 2026-02-28       | 2                 |                  | 500000.00       | 14000000.00        | 28       | 500000.00     |                    | active     | 2020-01-01
"""


def step(tables: SimpleNamespace, **clauses: Any) -> Any:
    last = getattr(tables, "last", None)
    policy = ladder(**clauses)
    return decided(last, tables.now, tables.hand, policy=policy, assessed_on=date(2026, 3, 31))


def test_the_first_assessment_places_everybody_and_an_override_comes_before_it(spec):
    spec(
        given={
            "now": NOW,
            "hand": """
                customer_id:str | tier:str | starts_on:date | until:date
                B               | private  | 2026-03-01     | 2026-12-31
                C               | mass     | 2026-04-02     | 2026-12-31
                G               | gold     | 2026-01-01     | 2026-03-31
            """,
        },
        when=step,
        then="""
            policy:str | customer_id:str | assessed_on:date | assessed_tier:str | effective_rank_before:int | effective_rank:int | effective_tier:str | effective_from:date | fails_used:int | fails_allowed:int | best_rank_since:int | state:str  | reason_code:str
            ladder     | A               | 2026-03-31       | mass              |                           | 0                  | mass               | 2026-04-01          | 0              | 0                 |                     | new        | first_assessment
            ladder     | B               | 2026-03-31       | gold              |                           | 3                  | private            | 2026-04-01          | 0              | 6                 |                     | overridden | set_by_hand
            ladder     | C               | 2026-03-31       | platinum          |                           | 2                  | platinum           | 2026-04-01          | 0              | 3                 |                     | new        | first_assessment
            ladder     | D               | 2026-03-31       |                   |                           |                    |                    | 2026-04-01          | 0              |                   |                     | unknown    | measure_unknown
            ladder     | E               | 2026-03-31       | gold              |                           | 1                  | gold               | 2026-04-01          | 0              | 3                 |                     | new        | first_assessment
            ladder     | F               | 2026-03-31       | mass              |                           | 0                  | mass               | 2026-04-01          | 0              | 0                 |                     | excluded   | status_deceased
            ladder     | G               | 2026-03-31       | mass              |                           | 0                  | mass               | 2026-04-01          | 0              | 0                 |                     | new        | first_assessment
        """,
    )


def test_a_later_assessment_is_one_step_from_the_date_before(spec):
    spec(
        given={"last": LAST, "now": NOW, "hand": NOBODY},
        when=step,
        then="""
            customer_id:str | effective_rank_before:int | effective_rank:int | fails_used:int | fails_allowed:int | best_rank_since:int | state:str  | reason_code:str
            A               | 2                         | 0                  | 0              | 0                 |                     | downgraded | grace_used_up
            B               | 2                         | 2                  | 2              | 3                 | 1                   | watch      | below_floor
            C               | 1                         | 2                  | 0              | 3                 |                     | upgraded   | floor_reached
            D               | 1                         | 1                  | 2              | 3                 | 0                   | unknown    | measure_unknown
            E               |                           | 1                  | 0              | 3                 |                     | new        | first_assessment
            F               | 3                         | 3                  | 0              | 6                 |                     | excluded   | status_deceased
            G               |                           | 0                  | 0              | 0                 |                     | new        | first_assessment
        """,
    )


def test_inputs_and_version_are_kept_beside_the_decision(spec):
    spec(
        given={"last": LAST, "now": NOW, "hand": NOBODY},
        when=lambda s: step(s).filter(lambda t: t.customer_id.isin(["C", "D"])),
        then="""
            policy:str | policy_version:str         | customer_id:str | assessed_on:date | value_minor:fen | sum_minor_days:fen | days:int | aum_minor:fen | unknown_reason:str | assessed_rank:int | qualified_by:str
            ladder     | ladder@2026-01-01:00000000 | C               | 2026-03-31       | 500000.00       | 15500000.00        | 31       | 500000.00     |                    | 2                 | salary
            ladder     | ladder@2026-01-01:00000000 | D               | 2026-03-31       |                 |                    | 31       |               | rate_missing       |                   |
        """,
    )


@pytest.mark.parametrize(("landing", "rank"), [("last", 0), ("best_of_window", 1), ("one_step", 1)])
def test_where_one_lands_follows_the_policy(spec, landing, rank):
    spec(
        given={"last": LAST, "now": NOW, "hand": NOBODY},
        when=lambda s: step(s, landing=landing).filter(lambda t: t.customer_id == "A"),
        then=f"""
            customer_id:str | effective_rank:int | fails_used:int | best_rank_since:int
            A               | {rank}             | 0              |
        """,
    )


def test_of_two_overrides_in_force_the_one_that_began_later_counts(spec):
    spec(
        given={
            "last": LAST,
            "now": NOW,
            "hand": """
                customer_id:str | tier:str | starts_on:date | until:date
                A               | private  | 2026-01-01     | 2026-12-31
                A               | gold     | 2026-02-01     | 2026-06-30
                A               | nothing  | 2026-03-01     | 2026-06-30
            """,
        },
        when=lambda s: step(s).filter(lambda t: t.customer_id == "A"),
        then="""
            customer_id:str | effective_tier:str | state:str
            A               | gold               | overridden
        """,
    )


def test_tiers_keep_their_names_when_a_new_version_inserts_one(spec):
    """Silver now stands between mass and gold: gold was rank 1 and is rank 2."""
    tiers = (
        Tier("mass", 0, 0, "普通", "Mass"),
        Tier("silver", 1, 10_000_00, "银卡", "Silver", grace=3),
        Tier("gold", 2, 50_000_00, "金卡", "Gold", grace=3),
    )
    spec(
        given={
            "last": """
                customer_id:str | effective_rank:int | effective_tier:str | fails_used:int | best_rank_since:int
                A               | 1                  | gold               | 0              |
                B               | 3                  | private            | 0              |
                C               |                    |                    | 0              |
            """,
            "now": """
                customer_id:str | assessed_on:date | assessed_rank:int | qualified_by:str | value_minor:fen | sum_minor_days:fen | days:int | aum_minor:fen | unknown_reason:str | status:str | opened_on:date
                A               | 2026-03-31       | 2                 |                  | 60000.00        | 1860000.00         | 31       | 60000.00      |                    | active     | 2020-01-01
                B               | 2026-03-31       | 1                 |                  | 20000.00        | 620000.00          | 31       | 20000.00      |                    | active     | 2020-01-01
                C               | 2026-03-31       |                   |                  |                 |                    | 31       |               | rate_missing       | active     | 2020-01-01
            """,
            "hand": NOBODY,
        },
        when=lambda s: step(s, tiers=tiers),
        then="""
            customer_id:str | effective_rank_before:int | effective_rank:int | effective_tier:str | fails_used:int | state:str
            A               | 2                         | 2                  | gold               | 0              | normal
            B               | 2                         | 2                  | gold               | 1              | watch
            C               |                           |                    |                    | 0              | unknown
        """,
    )
