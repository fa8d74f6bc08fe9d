"""`python -m bench.next_day HOME TARGET`: one more business day of a bank, as a delivery.

About every fourteenth open account moves once: its bookings and the balances they lead to, in the
shape of the bank contract. The same home and day give the same rows.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

import duckdb

from hengke.pipelines import lake
from hengke.pipelines.home import Home

ONE_IN = 14
ROWS = """
CREATE TEMP TABLE moving AS
SELECT account_id, currency,
    -- from -500.00 to 1,500.00, as the number and the day have it
    CAST(md5_number_lower(account_id || '{on}') % 200000 AS BIGINT) - 50000 AS amount
FROM accounts
WHERE coalesce(closed_on, DATE '9999-12-31') > DATE '{on}' AND opened_on <= DATE '{on}'
    AND md5_number_lower('{on}' || account_id) % {one_in} = 0;

CREATE TEMP TABLE latest AS
SELECT account_id, arg_max(balance_minor, balance_date) AS balance
FROM balances SEMI JOIN moving USING (account_id) GROUP BY account_id;

CREATE TEMP TABLE day_balances AS
SELECT account_id, DATE '{on}' AS balance_date, balance + amount AS balance_minor, currency,
    'change' AS observed
FROM moving JOIN latest USING (account_id) ORDER BY account_id;

CREATE TEMP TABLE day_transactions AS
SELECT 'N{on:%Y%m%d}' || account_id AS transaction_id, account_id, DATE '{on}' AS booked_on,
    TIMESTAMP '{on} 02:00:00' AS occurred_at, amount AS amount_minor, currency,
    balance + amount AS balance_minor, 'transfer' AS kind, 'mobile' AS channel,
    true AS customer_initiated,
    CASE WHEN amount < 0 THEN 'other_bank' ELSE 'person' END AS counterparty_kind
FROM moving JOIN latest USING (account_id) WHERE amount <> 0 ORDER BY account_id;
"""


def written(home: Home, target: Path, *, on: date) -> int:
    """Balances and bookings of a day as Parquet files in `target`; the number of bookings."""
    target.mkdir(parents=True)
    manifest = lake.load(home)
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'")
        for table in ("accounts", "balances"):
            paths = [str(path) for path in lake.silver_paths(home, manifest, table)]
            connection.read_parquet(paths).create_view(table)
        connection.execute(ROWS.format(on=on, one_in=ONE_IN))
        for table in ("balances", "transactions"):
            file = target / f"{table}.parquet"
            connection.execute(f"COPY day_{table} TO '{file}' (FORMAT parquet)")
        found = connection.execute("SELECT count(*) FROM day_transactions").fetchall()
    return int(found[0][0])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.next_day", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("target", type=Path, help="a folder that is not there yet")
    parser.add_argument("--on", type=date.fromisoformat, help="the day after the last (default)")
    wanted = parser.parse_args()
    home = Home(wanted.home.resolve())
    last = max(batch.latest_date or "" for batch in lake.load(home).batches)
    on = wanted.on or date.fromisoformat(last) + timedelta(days=1)
    print(f"{written(home, wanted.target, on=on)} bookings of {on}")


if __name__ == "__main__":
    main()
