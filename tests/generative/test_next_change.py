"""The next change that is foreseen is the one that the rule makes when nothing happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.generative.tier_histories import Customer, customers, dates_of, policies

from hengke.engine.tiering.decide import Assessed, Decision, decide, next_decision
from hengke.engine.tiering.next_change import A_YEAR, STANDING, coming, with_next_change
from hengke.policies.tiering import TierPolicy, assessment_dates

STANDINGS = {
    "customer_id": "string", "effective_rank": "int64", "fails_used": "int64",
    "best_rank_since": "int64", "state": "string", "opened_on": "date", "rank_ahead": "int64",
    "rank_after": "int64",
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
    """The first change of the rule that the horizon shows, without overrides."""
    history = ahead.customer.history
    last = decide(history, policy, ahead.customer.overrides)[-1]
    if last.state in STANDING or last.effective is None:
        return None, None
    seen = coming(policy, as_of)
    dates = assessment_dates(policy, seen[0], seen[-1] + A_YEAR)
    ranks = [ahead.first] + [ahead.later] * (len(dates) - 1)
    opened_on = history[-1].opened_on
    more = [Assessed(on, rank, "active", opened_on) for on, rank in zip(dates, ranks, strict=True)]
    due = _first_change(replace(policy, fall_days=()), last, more)
    changed = _first_change(policy, last, more)
    if due is None or changed is None or due.on > seen[-1]:
        return None, None
    return changed.holds_from, policy.by_rank(changed.effective or 0).name


def _first_change(policy: TierPolicy, last: Decision, more: list[Assessed]) -> Decision | None:
    before = last.effective
    for now in more:
        last = next_decision(now, last, policy, None)
        if last.effective != before:
            return last
    return None


def _standings(policy: TierPolicy, book: list[Ahead]) -> pa.Table:
    rows = []
    for number, ahead in enumerate(book):
        last = decide(ahead.customer.history, policy, ahead.customer.overrides)[-1]
        opened_on = ahead.customer.history[-1].opened_on
        rows.append(
            (f"{number:03}", last.effective, last.fails, last.best, last.state, opened_on,
             ahead.first, ahead.later)
        )  # fmt: skip
    schema = ibis.schema(STANDINGS).to_pyarrow()
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(cells, item.type) for cells, item in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
