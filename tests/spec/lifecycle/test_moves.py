"""From run to run: since when, who moved, how many, and which tasks follow."""

from __future__ import annotations

from datetime import date

import ibis
import pytest
from tests.spec.lifecycle.policies import RULES

from hengke.engine.lifecycle import moves, playbook
from hengke.engine.lifecycle.columns import LIFECYCLE
from hengke.engine.stamp import STAMP

AS_OF, BEFORE = date(2026, 10, 23), date(2026, 9, 30)
NAMED = ("customer_id", "stage", "since", "stage_before", "before_on", *STAMP)
EMPTY = {name: kind for name, kind in LIFECYCLE.items() if name not in NAMED}
STAGES = """
    customer_id:str | stage:str
    same            | stable
    always          | stable
    moved           | at_risk
    lost_sight      |
    still_unknown   |
    fresh           | stable
"""
PAST = """
    customer_id:str | stage:str | since:date
    same            | stable    | 2026-08-31
    always          | stable    |
    moved           | stable    | 2026-08-31
    lost_sight      | stable    |
    still_unknown   |           | 2026-08-31
"""


def whole(rows):
    """The columns that a test does not speak of, unknown."""
    missing = {name: ibis.null(kind) for name, kind in EMPTY.items() if name not in rows.columns}
    return rows.mutate(**missing)


def since(s):
    return moves.with_since(whole(s.now), whole(s.past), as_of=AS_OF, before_on=BEFORE)


@pytest.mark.requirement("R076")
def test_a_stage_keeps_its_day_and_another_begins_with_this_run(spec):
    spec(
        given={"now": STAGES, "past": PAST},
        when=since,
        then="""
            customer_id:str | stage:str | since:date | stage_before:str | before_on:date
            same            | stable    | 2026-08-31 | stable           | 2026-09-30
            always          | stable    |            | stable           | 2026-09-30
            moved           | at_risk   | 2026-10-23 | stable           | 2026-09-30
            lost_sight      |           | 2026-10-23 | stable           | 2026-09-30
            still_unknown   |           | 2026-08-31 |                  | 2026-09-30
            fresh           | stable    | 2026-10-23 |                  |
        """,
    )


def test_in_the_first_run_of_all_nobody_knows_since_when(spec):
    spec(
        given=STAGES,
        when=lambda now: moves.entered(
            moves.with_since(whole(now), None, as_of=AS_OF, before_on=None), as_of=AS_OF
        ),
        then="customer_id:str | moved_on:date | stage:str",
    )


@pytest.mark.requirement("R076")
def test_who_moved_is_added_to_the_log_and_what_is_too_old_leaves_it(spec):
    def log(s):
        now = moves.entered(since(s), as_of=AS_OF)
        shown = now.select("customer_id", "moved_on", "stage_before", "stage")
        return moves.logged(shown, s.log, as_of=AS_OF, keep_months=2)

    spec(
        given={
            "now": STAGES,
            "past": PAST,
            "log": """
                customer_id:str | moved_on:date | stage_before:str | stage:str
                same            | 2026-08-31    | new              | stable
                same            | 2026-08-23    | lost             | new
            """,
        },
        when=log,
        then="""
            customer_id:str | moved_on:date | stage_before:str | stage:str
            same            | 2026-08-31    | new              | stable
            moved           | 2026-10-23    | stable           | at_risk
            lost_sight      | 2026-10-23    | stable           |
            fresh           | 2026-10-23    |                  | stable
        """,
    )


def test_books_count_from_and_to_with_unknown_and_arrived_apart(spec):
    spec(
        given={
            "now": STAGES,
            "past": PAST,
            "records": """
                customer_id:str | branch_id:str | manager_id:str
                same            | B1            | M1
                always          | B1            | M1
                moved           | B1            | M1
                lost_sight      | B1            |
                still_unknown   | B1            |
                fresh           | B1            |
            """,
        },
        when=lambda s: moves.books(since(s), s.records, first=False),
        then="""
            branch_id:str | manager_id:str | stage_before:str | stage:str | before_on:date | customers:int
            B1            | M1             | stable           | stable    | 2026-09-30     | 2
            B1            | M1             | stable           | at_risk   | 2026-09-30     | 1
            B1            |                | stable           | ''        | 2026-09-30     | 1
            B1            |                | ''               | ''        | 2026-09-30     | 1
            B1            |                | arrived          | stable    |                | 1
        """,
    )


@pytest.mark.requirement("R076")
def test_the_playbook_proposes_for_who_entered_lately_with_enough_assets(spec):
    spec(
        given="""
            customer_id:str | stage:str | since:date | aum_minor:fen | rule:str
            entered         | at_risk   | 2026-10-23 | 1000.00       | assets_fall
            lately          | at_risk   | 2026-10-14 | 500.00        | assets_fall
            long_ago        | at_risk   | 2026-10-13 | 1000.00       | assets_fall
            small           | at_risk   | 2026-10-23 | 499.99        | assets_fall
            always          | at_risk   |            | 1000.00       | assets_fall
            fine            | stable    | 2026-10-23 | 1000.00       | stable
        """,
        when=lambda rows: playbook.steps(rows, RULES.policy, as_of=AS_OF)[0].rows,
        then="""
            customer_id:str | due_on:date | anchor:str              | stake_minor:float | params:str
            entered         | 2026-10-26  | at_risk.keep:2026-10-23 | 100000.0          | {"stage": "at_risk", "step": "keep", "zh": "挽留", "en": "Keep", "since": "2026-10-23", "rule": "assets_fall"}
            lately          | 2026-10-17  | at_risk.keep:2026-10-14 | 50000.0           | {"stage": "at_risk", "step": "keep", "zh": "挽留", "en": "Keep", "since": "2026-10-14", "rule": "assets_fall"}
        """,
    )
