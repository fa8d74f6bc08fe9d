"""The rule of rising and falling, told as stories of one customer, month by month."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests.unit.tiering.ladders import ladder, told

from hengke.engine.tiering import decide


@pytest.mark.requirement("R042")
@pytest.mark.parametrize(
    ("effective", "first_from", "holds_from"),
    [
        ("same_day", "2026-01-31", "2026-02-28"),
        ("next_day", "2026-02-01", "2026-03-01"),
        ("next_month_start", "2026-02-01", "2026-03-01"),
    ],
)
def test_whoever_reaches_a_higher_floor_rises_at_the_next_effective_date(
    effective, first_from, holds_from
):
    told(
        ladder(effective=effective),
        f"""
        month:str | assessed:str | effective:str | from:date    | state:str | reason:str
        2026-01   | mass         | mass          | {first_from} | new       | first_assessment
        2026-02   | private      | private       | {holds_from} | upgraded  | floor_reached
        """,
    )


@pytest.mark.requirement("R043")
def test_a_tier_falls_only_after_its_own_number_of_failing_months_in_a_row():
    """Three for platinum, six for private; watch in between; one good month clears the count."""
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | of:int | state:str  | reason:str
        2026-01   | platinum     | platinum      | 0         | 3      | new        | first_assessment
        2026-02   | gold         | platinum      | 1         | 3      | watch      | below_floor
        2026-03   | gold         | platinum      | 2         | 3      | watch      | below_floor
        2026-04   | gold         | gold          | 0         | 3      | downgraded | grace_used_up
        """,
    )
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | of:int | state:str
        2026-01   | private      | private       | 0         | 6      | new
        2026-02   | platinum     | private       | 1         | 6      | watch
        2026-03   | platinum     | private       | 2         | 6      | watch
        2026-04   | platinum     | private       | 3         | 6      | watch
        2026-05   | platinum     | private       | 4         | 6      | watch
        2026-06   | platinum     | private       | 5         | 6      | watch
        2026-07   | platinum     | platinum      | 0         | 3      | downgraded
        """,
    )
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | state:str | reason:str
        2026-01   | platinum     | platinum      | 0         | new       | first_assessment
        2026-02   | gold         | platinum      | 1         | watch     | below_floor
        2026-03   | gold         | platinum      | 2         | watch     | below_floor
        2026-04   | platinum     | platinum      | 0         | normal    | fails_cleared
        2026-05   | gold         | platinum      | 1         | watch     | below_floor
        2026-06   | platinum     | platinum      | 0         | normal    | fails_cleared
        2026-07   | platinum     | platinum      | 0         | normal    | floor_kept
        """,
    )


def test_where_the_policy_says_so_each_good_month_takes_one_off():
    told(
        ladder(clearing="one_less_per_good_period"),
        """
        month:str | assessed:str | effective:str | fails:int | state:str  | reason:str
        2026-01   | platinum     | platinum      | 0         | new        | first_assessment
        2026-02   | gold         | platinum      | 1         | watch      | below_floor
        2026-03   | gold         | platinum      | 2         | watch      | below_floor
        2026-04   | platinum     | platinum      | 1         | watch      | fails_reduced
        2026-05   | gold         | platinum      | 2         | watch      | below_floor
        2026-06   | platinum     | platinum      | 1         | watch      | fails_reduced
        2026-07   | platinum     | platinum      | 0         | normal     | fails_cleared
        2026-08   | gold         | platinum      | 1         | watch      | below_floor
        """,
    )


@pytest.mark.requirement("R044")
def test_one_falls_to_the_tier_of_the_last_failing_month_or_one_step_at_a_time():
    told(
        ladder(landing="last"),
        """
        month:str | assessed:str | effective:str | state:str
        2026-01   | platinum     | platinum      | new
        2026-02   | mass         | platinum      | watch
        2026-03   | mass         | platinum      | watch
        2026-04   | gold         | gold          | downgraded
        """,
    )
    told(
        ladder(landing="one_step"),
        """
        month:str | assessed:str | effective:str | fails:int | state:str
        2026-01   | platinum     | platinum      | 0         | new
        2026-02   | mass         | platinum      | 1         | watch
        2026-03   | mass         | platinum      | 2         | watch
        2026-04   | mass         | gold          | 0         | downgraded
        2026-05   | mass         | gold          | 1         | watch
        2026-06   | mass         | gold          | 2         | watch
        2026-07   | mass         | mass          | 0         | downgraded
        """,
    )


def test_or_to_the_best_tier_of_the_failing_months():
    told(
        ladder(landing="best_of_window"),
        """
        month:str | assessed:str | effective:str | state:str
        2026-01   | platinum     | platinum      | new
        2026-02   | gold         | platinum      | watch
        2026-03   | mass         | platinum      | watch
        2026-04   | mass         | gold          | downgraded
        """,
    )


def test_the_best_of_failing_months_that_a_good_month_cleared_is_forgotten():
    told(
        ladder(landing="best_of_window"),
        """
        month:str | assessed:str | effective:str | state:str
        2026-01   | platinum     | platinum      | new
        2026-02   | gold         | platinum      | watch
        2026-03   | platinum     | platinum      | normal
        2026-04   | mass         | platinum      | watch
        2026-05   | mass         | platinum      | watch
        2026-06   | mass         | mass          | downgraded
        """,
    )


def test_rising_in_the_watch_ends_it():
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | state:str
        2026-01   | gold         | gold          | 0         | new
        2026-02   | mass         | gold          | 1         | watch
        2026-03   | platinum     | platinum      | 0         | upgraded
        2026-04   | gold         | platinum      | 1         | watch
        """,
    )


def test_a_new_customer_does_not_fall_and_the_months_do_not_count():
    told(
        ladder(new_customer_months=3),
        """
        month:str | opened_on:date | assessed:str | effective:str | fails:int | state:str | reason:str
        2026-01   | 2026-01-10     | gold         | gold          | 0         | new       | first_assessment
        2026-02   | 2026-01-10     | mass         | gold          | 0         | protected | new_customer
        2026-03   | 2026-01-10     | mass         | gold          | 0         | protected | new_customer
        2026-04   | 2026-01-10     | mass         | gold          | 1         | watch     | below_floor
        """,
    )


def test_a_new_customer_still_rises_and_an_unknown_opening_protects_nobody():
    told(
        ladder(new_customer_months=3),
        """
        month:str | opened_on:date | assessed:str | effective:str | state:str
        2026-01   | 2026-01-10     | gold         | gold          | new
        2026-02   | 2026-01-10     | platinum     | platinum      | upgraded
        """,
    )
    told(
        ladder(new_customer_months=3),
        """
        month:str | opened_on:date | assessed:str | effective:str | state:str
        2026-01   |                | gold         | gold          | new
        2026-02   |                | mass         | gold          | watch
        """,
    )


def test_a_tier_that_may_fall_on_fixed_days_only_waits_for_them():
    """A service star: raised every month, lowered on 30 June and 31 December."""
    told(
        ladder(fall_days=("06-30", "12-31")),
        """
        month:str | assessed:str | effective:str | fails:int | state:str  | reason:str
        2026-01   | platinum     | platinum      | 0         | new        | first_assessment
        2026-02   | gold         | platinum      | 1         | watch      | below_floor
        2026-03   | gold         | platinum      | 2         | watch      | below_floor
        2026-04   | gold         | platinum      | 3         | watch      | waits_for_fall_day
        2026-05   | gold         | platinum      | 3         | watch      | waits_for_fall_day
        2026-06   | gold         | gold          | 0         | downgraded | grace_used_up
        """,
    )


def test_on_a_fall_day_the_grace_must_be_used_up_too():
    told(
        ladder(fall_days=("06-30", "12-31")),
        """
        month:str | assessed:str | effective:str | fails:int | state:str
        2026-04   | platinum     | platinum      | 0         | new
        2026-05   | gold         | platinum      | 1         | watch
        2026-06   | gold         | platinum      | 2         | watch
        2026-07   | gold         | platinum      | 3         | watch
        2026-08   | platinum     | platinum      | 0         | normal
        """,
    )


def test_the_tier_of_a_frozen_customer_stands_still():
    told(
        ladder(),
        """
        month:str | status:str | assessed:str | effective:str | fails:int | state:str | reason:str
        2026-01   | active     | gold         | gold          | 0         | new       | first_assessment
        2026-02   | active     | mass         | gold          | 1         | watch     | below_floor
        2026-03   | frozen     | private      | gold          | 1         | excluded  | status_frozen
        2026-04   | deceased   | mass         | gold          | 1         | excluded  | status_deceased
        2026-05   | active     | mass         | gold          | 2         | watch     | below_floor
        """,
    )


def test_an_unknown_month_changes_nothing():
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | state:str | reason:str
        2026-01   |              |               | 0         | unknown   | measure_unknown
        2026-02   | platinum     | platinum      | 0         | new       | first_assessment
        2026-03   | gold         | platinum      | 1         | watch     | below_floor
        2026-04   |              | platinum      | 1         | unknown   | measure_unknown
        2026-05   | gold         | platinum      | 2         | watch     | below_floor
        """,
    )


def test_a_tier_set_by_hand_holds_until_it_expires_then_the_rule_goes_on():
    """In force on the day from which the decision holds; the count starts afresh at the end."""
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | from:date  | state:str  | reason:str
        2026-01   | platinum     | platinum      | 0         | 2026-02-01 | new        | first_assessment
        2026-02   | gold         | platinum      | 1         | 2026-03-01 | watch      | below_floor
        2026-03   | gold         | platinum      | 0         | 2026-04-01 | overridden | set_by_hand
        2026-04   |              | platinum      | 0         | 2026-05-01 | overridden | set_by_hand
        2026-05   | gold         | platinum      | 1         | 2026-06-01 | watch      | below_floor
        2026-06   | gold         | platinum      | 2         | 2026-07-01 | watch      | below_floor
        2026-07   | gold         | gold          | 0         | 2026-08-01 | downgraded | grace_used_up
        """,
        by_hand="""
        tier:str | starts_on:date | until:date
        platinum | 2026-03-15     | 2026-05-31
        """,
    )


def test_a_tier_set_below_the_figures_rises_again_when_the_override_ends():
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | state:str
        2026-01   | platinum     | platinum      | new
        2026-02   | platinum     | gold          | overridden
        2026-03   | platinum     | platinum      | upgraded
        """,
        by_hand="""
        tier:str | starts_on:date | until:date
        gold     | 2026-02-15     | 2026-03-15
        """,
    )


def test_of_two_overrides_the_later_one_counts():
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | state:str
        2026-01   | mass         | gold          | overridden
        2026-02   | mass         | platinum      | overridden
        """,
        by_hand="""
        tier:str | starts_on:date | until:date
        gold     | 2026-01-01     | 2026-12-31
        platinum | 2026-03-01     | 2026-06-30
        """,
    )


def test_nobody_falls_before_a_grandfathering_clause_ends():
    told(
        ladder(grandfathered_until=date(2026, 3, 31)),
        """
        month:str | assessed:str | effective:str | fails:int | from:date  | state:str  | reason:str
        2026-01   | gold         | gold          | 0         | 2026-02-01 | new        | first_assessment
        2026-02   | mass         | gold          | 0         | 2026-03-01 | protected  | grandfathered
        2026-03   | mass         | gold          | 1         | 2026-04-01 | watch      | below_floor
        2026-04   | mass         | gold          | 2         | 2026-05-01 | watch      | below_floor
        2026-05   | mass         | mass          | 0         | 2026-06-01 | downgraded | grace_used_up
        """,
    )


def test_whoever_is_in_the_lowest_tier_cannot_fall():
    told(
        ladder(),
        """
        month:str | assessed:str | effective:str | fails:int | of:int | state:str
        2026-01   | mass         | mass          | 0         | 0      | new
        2026-02   | mass         | mass          | 0         | 0      | normal
        """,
    )


def test_every_reason_in_the_rule_is_listed_and_every_listed_reason_is_in_the_rule():
    source = Path(decide.__file__).read_text(encoding="utf-8")
    rule = source.split("def next_decision")[1].split("def in_force")[0]
    written = set(re.findall(r'decision\(\s*"(\w+)", "(\w+)"', rule))
    written.add(("normal", "fails_cleared"))  # one line decides between two reasons
    written.add(("normal", "floor_kept"))
    listed = {
        (state, reason)
        for state, reasons in decide.REASONS.items()
        for reason in reasons
        if not reason.startswith("status_")
    }
    assert written == listed
