"""A tier policy by contribution: its profit is that of values, its frequency the bookings."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from tests.integration.homes import AS_OF, WEIGHED

from hengke.pipelines import lake, nightly


@pytest.mark.requirement("R068")
def test_customers_are_graded_by_deposits_frequency_and_profit(small_home, own_home):
    """Profit of April to September, as the value run tells it month by month; bookings that
    customers began, counted once more from the bank's own rows."""
    own_home.write_settings(
        replace(own_home.settings(), policies=("contribution_score",), without=WEIGHED)
    )
    nightly.run(own_home, as_of=AS_OF)
    assessed = lake.load(own_home).assessment("contribution_score", "2026-09-30")
    before = lake.load(small_home)
    values = small_home.lake / before.runs[-1].gold["customer_values"]
    files = {
        name: [str(path) for path in lake.silver_paths(small_home, before, name)]
        for name in ("transactions", "accounts", "account_holders")
    }
    rows = duckdb.sql(f"""
        WITH profit AS (
            SELECT customer_id, list_sum(from_json(trend, '["BIGINT"]')[-6:]) AS profit
            FROM read_parquet('{values}')
        ), owners AS (
            SELECT account_id, customer_id FROM read_parquet({files["account_holders"]})
            WHERE role <> 'disponent' AND share_ppm > 0
            UNION SELECT account_id, customer_id FROM read_parquet({files["accounts"]})
            WHERE account_id NOT IN (
                SELECT account_id FROM read_parquet({files["account_holders"]})
            )
        ), bookings AS (
            SELECT customer_id, count(*) AS bookings FROM read_parquet({files["transactions"]})
            JOIN owners USING (account_id)
            WHERE customer_initiated AND booked_on BETWEEN '2026-04-01' AND '2026-09-30'
            GROUP BY ALL
        )
        SELECT value_minor, coalesce(bookings, 0), profit
        FROM read_parquet('{own_home.lake / assessed.path}') LEFT JOIN profit USING (customer_id)
        LEFT JOIN bookings USING (customer_id)
    """).fetchall()
    assert len(rows) > 400
    for score, bookings, profit in rows:
        frequent = 100 if bookings >= 120 else 60 if bookings >= 30 else 30 if bookings >= 6 else 0
        earned = 100 if profit >= 500_000 else 60 if profit >= 50_000 else 20 if profit >= 0 else 0
        rest = score - 20 * frequent - 40 * earned
        assert rest in (0, 1_200, 2_400, 4_000), (score, bookings, profit)
    assert len({score for score, _bookings, _profit in rows}) > 8
