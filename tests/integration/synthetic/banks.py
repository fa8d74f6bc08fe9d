"""A synthetic bank written, its truth, and views over both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from hengke.engine.schemas import BOOKKEEPING, CONTRACT
from hengke.pipelines.synthetic.api import Generated, generate

DELIVERED = tuple(name for name in CONTRACT if name not in BOOKKEEPING)
SMALL, LARGE = 700, 20_000


@dataclass(frozen=True)
class Bank:
    """What was written, and `rows(sql)` over one view per delivered file and `truth_…` file."""

    made: Generated
    delivery: Path
    truth: Path
    rows: Callable[[str], list[Any]]

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]


def made_bank(folder: Path, customers: int) -> Iterator[Bank]:
    delivery, truth = folder / "delivery", folder / "truth"
    made = generate(delivery, customers=customers, seed=11, truth=truth)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        for prefix, directory in (("", delivery), ("truth_", truth)):
            for file in directory.glob("*.parquet"):
                connection.execute(f"CREATE VIEW {prefix}{file.stem} AS FROM '{file}'")
        connection.execute(BOOKS)
        yield Bank(made, delivery, truth, lambda sql: connection.sql(sql).fetchall())


BOOKS = """
CREATE VIEW assets AS
    SELECT a.*, p.family FROM accounts a JOIN products p USING (product_id)
    WHERE p.family NOT IN ('loan', 'credit_card');
CREATE TABLE stretches AS  -- what an asset account held from a day in to a day out, in yuan
    SELECT account_id, balance_date AS from_on,
           lead(balance_date, 1, DATE '2026-10-24')
               OVER (PARTITION BY account_id ORDER BY balance_date) AS until_on,
           balance_minor / 100 * CASE b.currency
               WHEN 'USD' THEN 7.12 WHEN 'EUR' THEN 7.78 WHEN 'HKD' THEN 0.91 ELSE 1 END AS yuan
    FROM balances b JOIN assets USING (account_id);
CREATE VIEW months AS  -- whole months of the book
    SELECT m::DATE AS month, (m + INTERVAL 1 MONTH)::DATE AS past, day(last_day(m)) AS days
    FROM generate_series(DATE '2024-10-01', DATE '2026-09-01', INTERVAL 1 MONTH) t(m);
CREATE TABLE averages AS  -- month-average assets per customer, by share
    SELECT customer_id, month, sum(yuan * share_ppm / 1e6
               * datediff('day', greatest(from_on, month), least(until_on, past))) / any_value(days)
               AS average
    FROM stretches JOIN account_holders USING (account_id)
    JOIN months ON from_on < past AND until_on > month
    GROUP BY ALL;
"""
