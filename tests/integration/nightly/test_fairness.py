"""Fair treatment in the small bank: groups of persons, counted once more from its results."""

from __future__ import annotations

import duckdb
import pytest
from tests.integration.homes import AS_OF

from hengke.pipelines import lake
from hengke.policies import fairness
from hengke.policies.tiering import load, names


@pytest.mark.requirement("L21")
def test_a_night_tests_tiers_and_prices_and_no_shipped_tier_counts_a_protected_word(small_home):
    gold = lake.load(small_home).runs[-1].gold
    table, places, people = (
        f"read_parquet('{small_home.lake / gold[name]}')"
        for name in ("fairness", "positions", "customer_records")
    )
    found = duckdb.sql(
        f"SELECT slice, customers, rate FROM {table} WHERE decision = 'tier' AND trait = 'gender'"
    ).fetchall()
    again = duckdb.sql(
        f"SELECT gender, count(*), round(avg((effective_rank > 0)::INT), 6) FROM {places} "
        f"JOIN {people} USING (customer_id) "
        "WHERE effective_rank IS NOT NULL AND kind = 'person' GROUP BY gender ORDER BY gender"
    )
    assert sorted(found) == again.fetchall()
    told = duckdb.sql(f"SELECT DISTINCT decision FROM {table}").fetchall()
    assert {one for (one,) in told} == {"tier", "deposit_price", "loan_price", "offer"}
    small = duckdb.sql(f"SELECT count(*), count(customers) FROM {table} WHERE state = 'small'")
    assert small.fetchall()[0][0] > small.fetchall()[0][1] == 0
    assert "customer_id" not in duckdb.sql(f"SELECT * FROM {table}").columns


@pytest.mark.requirement("L21")
def test_no_shipped_tier_policy_counts_a_protected_word():
    protected = fairness.load(on=AS_OF).protected
    policies = [load(name, on=AS_OF) for name in names()]
    ways = [
        way for one in policies for way in (one.measure, *(a.measure for a in one.alternatives))
    ]
    assert ways
    assert not [i.attribute for way in ways for i in way.indicators if i.attribute in protected]
