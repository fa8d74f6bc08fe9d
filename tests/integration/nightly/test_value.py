"""Value of the small bank: sums against the sources, computed another way."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from hengke.pipelines import lake
from hengke.policies.value import load

FIRST, UNTIL = date(2025, 10, 1), date(2026, 10, 1)


@pytest.fixture
def ask(small_home):
    """Answers of DuckDB over the run's tables and the bank's own."""
    manifest, connection = lake.load(small_home), duckdb.connect()
    for name in ("customer_values", "value_parts", "value_books", "value_products", "value_totals"):
        path = small_home.lake / manifest.runs[-1].gold[name]
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    for name in ("transactions", "accounts", "products", "customers"):
        files = [str(path) for path in lake.silver_paths(small_home, manifest, name)]
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


@pytest.mark.requirement("R065")
def test_customers_and_the_unallocated_rest_are_the_sources_to_the_fen(ask):
    amounts = ("deposit_margin_minor", "loan_margin_minor", "fees_minor", "service_minor",
               "loss_minor", "profit_minor", "eva_minor")  # fmt: skip
    columns = ", ".join(amounts)
    of = dict.fromkeys(("source", "customers", "unallocated"))
    for level, *found in ask(f"SELECT level, {columns} FROM value_totals"):
        of[level] = found
    assert of["source"] == [
        mine + rest for mine, rest in zip(of["customers"], of["unallocated"], strict=True)
    ]
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in amounts)
    for table in ("value_parts", "customer_values", "value_books"):
        assert list(ask(f"SELECT {sums} FROM {table}")[0]) == of["customers"]
    for level in ("manager", "branch"):
        by_product = f"SELECT {sums} FROM value_products WHERE level = '{level}'"
        counted = ask(f"{by_product} AND standing = 'counted'")
        assert list(counted[0]) == of["customers"]
        assert counted == ask(by_product)
    months = ask(
        "SELECT count(*) FROM customer_values WHERE profit_minor <> "
        "list_sum(from_json(trend, '[\"BIGINT\"]'))"
    )
    assert months == [(0,)]


@pytest.mark.requirement("R066")
def test_fees_and_cost_of_service_are_those_of_the_banks_own_rows(ask):
    """Counted once more from bookings, by another way: months, kinds and channels as they stand."""
    within = f"booked_on >= '{FIRST}' AND booked_on < '{UNTIL}'"
    fees = ask(f"SELECT -sum(amount_minor) FROM transactions WHERE kind = 'fee' AND {within}")
    assert ask("SELECT fees_minor FROM value_totals WHERE level = 'source'") == fees
    units = load(on=UNTIL).units
    booked = ask(
        f"SELECT kind, channel, count(*) FROM transactions WHERE {within} GROUP BY kind, channel"
    )
    spent = sum(
        units.get((kind, channel), units[("*", channel)]) * count for kind, channel, count in booked
    )
    upkeep = ask(
        f"""SELECT family, count(*) FROM accounts JOIN products USING (product_id),
        range(TIMESTAMP '{FIRST}', TIMESTAMP '{UNTIL}', INTERVAL 1 MONTH) m(month)
        WHERE opened_on < month + INTERVAL 1 MONTH AND coalesce(closed_on, '9999-01-01') > month
        GROUP BY family"""
    )
    spent += sum(load(on=UNTIL).upkeep.get(family, 0) * count for family, count in upkeep)
    found = ask("SELECT sum(service_minor) FROM value_parts WHERE product_id <> ''")
    assert found == [(spent,)]


@pytest.mark.requirement("R067")
def test_negative_contribution_is_there_and_every_part_adds_up(ask):
    wrong = ask(
        """SELECT count(*) FROM customer_values WHERE profit_minor <> deposit_margin_minor
        + loan_margin_minor + fees_minor + management_minor + other_minor - tax_minor
        - service_minor - acquisition_minor - loss_minor"""
    )
    negative = ask("SELECT count(*) FROM customer_values WHERE profit_minor < 0")
    assert wrong == [(0,)]
    assert negative[0][0] > 0
