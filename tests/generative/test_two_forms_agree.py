"""The readable rule and the step over tables give the same decisions, and the same bytes twice."""

from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.generative.tier_histories import Customer, books, dates_of

from hengke.engine.tiering.decide import decide
from hengke.engine.tiering.step import decided
from hengke.policies.tiering import TierPolicy

MEASURED = {
    "customer_id": "string", "assessed_on": "date", "value_minor": "int64",
    "sum_minor_days": "int64", "days": "int64", "aum_minor": "int64", "unknown_reason": "string",
    "assessed_rank": "int64", "qualified_by": "string", "status": "string", "opened_on": "date",
}  # fmt: skip
OVERRIDES = {"customer_id": "string", "tier": "string", "starts_on": "date", "until": "date"}
COMPARED = (
    "customer_id", "assessed_on", "effective_from", "effective_rank_before", "effective_rank",
    "fails_used", "best_rank_since", "state", "reason_code",
)  # fmt: skip
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def connection() -> Any:
    return ibis.duckdb.connect(threads=1)


@pytest.mark.slow_test
@settings(
    max_examples=8,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # no shrinking: too slow
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(book=books())
def test_both_forms_of_the_rule_agree(connection, book):
    policy, customers = book
    by_reading, by_step = read(policy, customers), stepped(connection, policy, customers)
    assert by_step == by_reading


def read(policy: TierPolicy, customers: list[Customer]) -> Rows:
    rows = [
        (f"{number:03}", one.on, one.holds_from, one.before, one.effective, one.fails, one.best,
         one.state, one.reason)
        for number, customer in enumerate(customers)
        for one in decide(customer.history, policy, customer.overrides)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row[1], row[0]))


def stepped(connection: Any, policy: TierPolicy, customers: list[Customer]) -> Rows:
    """Every date one step from the date before; the last one computed twice."""
    measured = table(_measured(customers), MEASURED)
    overrides = table(_overrides(policy, customers), OVERRIDES)
    rows: Rows = []
    previous = None
    for on in dates_of(policy):
        step = decided(previous, measured, overrides, policy=policy, assessed_on=on)
        step = step.order_by("customer_id")
        result = connection.to_pyarrow(step)
        previous = ibis.memtable(result)
        rows += [tuple(row.values()) for row in result.select(COMPARED).to_pylist()]
    assert _bytes(connection.to_pyarrow(step)) == _bytes(result)
    return rows


def _bytes(found: pa.Table) -> bytes:
    """As they are stored: in Parquet, where a null has no bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(found, sink)
    return sink.getvalue().to_pybytes()


def _measured(customers: list[Customer]) -> Rows:
    return [
        (f"{number:03}", now.on, 0, 0, 30, 0, None if now.rank is not None else "rate_missing",
         now.rank, "", now.status, now.opened_on)
        for number, customer in enumerate(customers)
        for now in customer.history
    ]  # fmt: skip


def _overrides(policy: TierPolicy, customers: list[Customer]) -> Rows:
    return [
        (f"{number:03}", policy.by_rank(one.rank).name, one.starts_on, one.until)
        for number, customer in enumerate(customers)
        for one in customer.overrides
    ]


def table(rows: Rows, schema: dict[str, str]) -> Any:
    arrow = ibis.schema(schema).to_pyarrow()
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(cells, item.type) for cells, item in zip(columns, arrow, strict=True)]
    return ibis.memtable(pa.table(arrays, schema=arrow))
