"""After publishing, the database knows how its rows lie: a customer is found by number."""

from __future__ import annotations

import pytest
from tests import databases
from tests.integration.publish.small_bank import night
from tests.integration.publish.workbench_file import Bench


@pytest.mark.sqlite_only(reason="the plan is told in SQLite's own words")
def test_a_customer_is_found_by_number_and_not_by_reading_the_branch(bench: Bench) -> None:
    bench.publish(night("R1", [f"{number:04}" for number in range(200)]))
    plan = bench.rows(
        "EXPLAIN QUERY PLAN SELECT * FROM customers_customer "
        "WHERE branch_id = 'unassigned' AND customer_id IN ('0001', '0002', '0003')"
    )
    assert "customer_id=?" in plan[0][3]


def test_a_second_run_brings_its_own_statistics(bench: Bench) -> None:
    bench.publish(night("R1", ["0001"]))
    bench.publish(night("R2", [f"{number:04}" for number in range(50)]))
    assert counted(bench) == 50


def counted(bench: Bench) -> int:
    """Customers, as the planner of queries believes."""
    if databases.server():
        customers = "SELECT reltuples FROM pg_class WHERE relname = 'customers_customer'"
        return int(bench.rows(customers)[0][0])
    (stat,) = bench.rows("SELECT stat FROM sqlite_stat1 WHERE idx = 'cust_aum'")[0]
    return int(stat.split()[0])
