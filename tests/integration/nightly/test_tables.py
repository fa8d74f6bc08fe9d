"""The analysis tables that the bank's rows become, against plain SQL over the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.integration.homes import AS_OF, POLICY

from hengke.engine.features.activity import activity
from hengke.engine.schemas import ASSET_FAMILIES, CONTRACT
from hengke.pipelines import lake
from hengke.pipelines.catalog import opened, silver
from hengke.pipelines.home import Home
from hengke.pipelines.keeping import kept_book
from hengke.policies import tiering

pytestmark = pytest.mark.slow_test
PLAIN = """
CREATE TABLE plain AS  -- whoever owns all accounts alone and holds home currency only
SELECT customer_id FROM customers WHERE kind = 'person'
EXCEPT SELECT customer_id FROM account_holders h WHERE account_id IN (
    SELECT account_id FROM account_holders GROUP BY 1 HAVING count(*) > 1)
EXCEPT SELECT customer_id FROM accounts WHERE currency <> 'CNY'
"""
AVERAGES = f"""
SELECT customer_id, CAST(sum(balance_minor) AS BIGINT) AS sum_minor_days
FROM (SELECT unnest(range(DATE '2026-09-01', DATE '2026-10-01', INTERVAL 1 DAY))::DATE AS day)
CROSS JOIN (SELECT a.* FROM accounts a JOIN products p USING (product_id)
    WHERE p.family IN {ASSET_FAMILIES}) a
ASOF JOIN balances b ON a.account_id = b.account_id AND day >= b.balance_date
WHERE day < coalesce(a.closed_on, DATE '9999-01-01') GROUP BY 1
"""
RECENT = """
SELECT customer_id, date_diff('day', max(booked_on), DATE '2026-10-23') AS recency_days,
    count(*) FILTER (booked_on > DATE '2026-10-23' - 90) AS frequency,
    CAST(coalesce(sum(abs(amount_minor)) FILTER (booked_on > DATE '2026-10-23' - 90), 0) AS BIGINT)
        AS monetary_minor
FROM transactions JOIN accounts USING (account_id) WHERE customer_initiated GROUP BY 1
"""


@pytest.fixture(scope="module")
def rows(small_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables as they were loaded, and `plain`, the customers of the simple sums."""
    manifest = lake.load(small_home)
    connection = duckdb.connect()
    for table in CONTRACT:
        paths = [str(path) for path in lake.silver_paths(small_home, manifest, table)]
        if paths:
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({paths})")
    connection.execute(PLAIN)
    yield connection
    connection.close()


@pytest.mark.requirement("R018")
def test_averages_and_activity_are_those_of_the_rows_with_the_version_of_the_rules(
    small_home: Home, rows: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    entry = lake.load(small_home).assessment(POLICY, "2026-09-30")
    assert entry is not None
    version = tiering.load(POLICY, on=date(2026, 9, 30)).version
    compared, equal, versions = rows.execute(
        f"""SELECT count(*), count(*) FILTER (a.sum_minor_days = coalesce(e.sum_minor_days, 0)
                AND a.value_minor = round(coalesce(e.sum_minor_days, 0) / 30)),
            list(DISTINCT a.policy_version)
        FROM '{small_home.lake / entry.path}' a SEMI JOIN plain USING (customer_id)
        LEFT JOIN ({AVERAGES}) e USING (customer_id)"""
    ).fetchall()[0]
    assert compared == equal > 300
    assert versions == [version]

    with opened(tmp_path / "scratch") as catalog:
        tables = silver(catalog, small_home, lake.load(small_home))
        book = kept_book(catalog, tables, home="CNY", until=AS_OF)
        found = catalog.arrow(activity(book, [AS_OF]))
        again = catalog.arrow(activity(book, [AS_OF]))
    columns = "customer_id, recency_days, frequency, monetary_minor"
    rows.register("found", found)
    rows.register("again", again)
    one, other = f"(SELECT {columns} FROM found)", f"(SELECT {columns} FROM again)"
    assert rows.execute(f"{one} EXCEPT ALL {other}").fetchall() == []
    expected = f"SELECT {columns} FROM ({RECENT}) SEMI JOIN plain USING (customer_id)"
    assert rows.execute(f"SELECT count(*) FROM ({expected})").fetchall()[0][0] > 300
    assert rows.execute(f"({expected}) EXCEPT ALL {one}").fetchall() == []
