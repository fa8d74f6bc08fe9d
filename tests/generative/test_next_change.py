"""The next change that is foreseen is the one that the rule makes when nothing happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.generative.tier_histories import Customer, customers, dates_of, policies

from hengke.engine.tiering.decide import (
    Assessed,
    Decision,
    Override,
    decide,
    in_force,
    next_decision,
)  # fmt: skip
from hengke.engine.tiering.next_change import A_YEAR, STANDING, coming, with_next_change
from hengke.policies.tiering import TierPolicy, assessment_dates, effective_date

STANDINGS = {
    "customer_id": "string", "effective_rank": "int64", "fails_used": "int64",
    "best_rank_since": "int64", "state": "string", "opened_on": "date", "rank_ahead": "int64",
    "rank_after": "int64", "held_until": "date", "rank_behind": "int64",
}  # fmt: skip
Change = tuple[date | None, str | None]


@dataclass(frozen=True)
class Ahead:
    """A customer so far, the rank that the coming assessment finds, and that of all later ones."""

    customer: Customer
    first: int
    later: int


@st.composite
def outlooks(draw: st.DrawFn) -> tuple[TierPolicy, list[Ahead]]:
    policy = draw(policies())
    rank = st.integers(0, policy.highest.rank)
    one = st.builds(Ahead, customers(policy), rank, rank)
    return policy, draw(st.lists(one, min_size=5, max_size=40))


@pytest.fixture(scope="module")
def connection() -> Any:
    return ibis.duckdb.connect(threads=1)


@pytest.mark.slow_test
@settings(
    max_examples=10,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # no shrinking: too slow
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(outlook=outlooks())
def test_the_next_change_is_the_one_that_the_rule_makes(connection, outlook):
    policy, book = outlook
    as_of = dates_of(policy)[-1]
    table = ibis.memtable(_standings(policy, book))
    found = with_next_change(table, policy=policy, as_of=as_of).order_by("customer_id")
    rows = connection.to_pyarrow(found.select("next_change_on", "next_tier")).to_pylist()
    expected = [rolled_forward(policy, one, as_of=as_of) for one in book]
    assert [tuple(row.values()) for row in rows] == expected


def rolled_forward(policy: TierPolicy, ahead: Ahead, *, as_of: date) -> Change:
    """The first change of the rule that the horizon shows, under the override of the day."""
    history = ahead.customer.history
    last = decide(history, policy, ahead.customer.overrides)[-1]
    by_hand = _in_force(ahead, policy, as_of, last)
    tier = by_hand.rank if by_hand else last.effective
    if last.state in STANDING or tier is None:
        return None, None
    seen = coming(policy, as_of)
    if by_hand and by_hand.until < effective_date(policy, seen[0]) and last.effective != tier:
        if last.effective is None:
            return None, None
        return by_hand.until + timedelta(days=1), policy.by_rank(last.effective).name
    dates = assessment_dates(policy, seen[0], seen[-1] + A_YEAR)
    ranks = [ahead.first] + [ahead.later] * (len(dates) - 1)
    opened_on = history[-1].opened_on
    more = [Assessed(on, rank, "active", opened_on) for on, rank in zip(dates, ranks, strict=True)]
    due = _first_change(replace(policy, fall_days=()), last, more, tier, by_hand)
    changed = _first_change(policy, last, more, tier, by_hand)
    if due is None or changed is None or due.on > seen[-1]:
        return None, None
    return changed.holds_from, policy.by_rank(changed.effective or 0).name


def _in_force(ahead: Ahead, policy: TierPolicy, as_of: date, last: Decision) -> Override | None:
    """The override of the day; who is excluded has none."""
    if last.state in STANDING:
        return None
    return in_force(ahead.customer.overrides, on=effective_date(policy, as_of))


def _first_change(
    policy: TierPolicy, last: Decision, more: list[Assessed], tier: int, held: Override | None
) -> Decision | None:
    for now in more:
        on = effective_date(policy, now.on)
        last = next_decision(now, last, policy, held if held and on <= held.until else None)
        if last.effective != tier:
            return last
    return None


def _standings(policy: TierPolicy, book: list[Ahead]) -> pa.Table:
    rows = []
    for number, ahead in enumerate(book):
        last = decide(ahead.customer.history, policy, ahead.customer.overrides)[-1]
        held = _in_force(ahead, policy, dates_of(policy)[-1], last)
        tier = held.rank if held else last.effective
        opened_on = ahead.customer.history[-1].opened_on
        rows.append(
            (f"{number:03}", tier, last.fails, last.best, last.state, opened_on,
             ahead.first, ahead.later, held.until if held else None, last.effective)
        )  # fmt: skip
    schema = ibis.schema(STANDINGS).to_pyarrow()
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(cells, item.type) for cells, item in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
