"""After publishing, the database knows how its rows lie: a customer is found by number."""

from __future__ import annotations

from tests.integration.publish.small_bank import night
from tests.integration.publish.workbench_file import Bench


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
    counted = bench.rows("SELECT stat FROM sqlite_stat1 WHERE idx = 'cust_aum'")
    assert int(counted[0][0].split()[0]) == 50
