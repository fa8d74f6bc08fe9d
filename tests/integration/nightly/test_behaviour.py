"""Behaviour of the small bank: sums against the bank's own rows, counted another way."""

from __future__ import annotations

import duckdb
import pytest

from hengke.pipelines import lake
from hengke.policies.behaviour import load

MONTHS = "booked_on BETWEEN DATE '2025-10-01' AND DATE '2026-09-30'"


@pytest.fixture
def ask(small_home):
    manifest, connection = lake.load(small_home), duckdb.connect()
    path = small_home.lake / manifest.runs[-1].gold["behaviour"]
    connection.execute(f"CREATE VIEW behaviour AS SELECT * FROM read_parquet('{path}')")
    for name in ("transactions", "accounts", "products"):
        files = [str(path) for path in lake.silver_paths(small_home, manifest, name)]
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")
    connection.execute(
        "CREATE VIEW booked AS SELECT * FROM transactions JOIN accounts USING (account_id) "
        f"JOIN products USING (product_id) WHERE {MONTHS} AND transactions.currency = 'CNY'"
    )
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def words(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


@pytest.mark.requirement("R007")
@pytest.mark.requirement("R008")
@pytest.mark.requirement("R079")
def test_customers_add_up_to_the_banks_own_bookings(ask):
    """The small bank's accounts in yuan are all its deposits and spending: the sums of customers
    are those of bookings, joint accounts shared out to the fen."""
    policy = load(on=ask("SELECT max(as_of) FROM behaviour")[0][0])
    [(customers, unknown)] = ask("SELECT count(*), count(unknown_reason) FROM behaviour")
    assert (customers, unknown) == (500, 0)
    kinds = words(policy.deposits.kinds)
    families = words(policy.deposits.families)
    deposited = ask(
        f"SELECT sum(amount_minor), max(amount_minor) FROM booked WHERE kind IN ({kinds}) "
        f"AND family IN ({families}) AND amount_minor > 0"
    )
    assert ask("SELECT sum(deposit_total_minor), max(deposit_largest_minor) FROM behaviour") == (
        deposited
    )
    spent = words(tuple(kind for one in policy.spending.categories.values() for kind in one))
    refunds, of = words(policy.spending.refunds), words(policy.spending.families)
    assert ask("SELECT sum(spending_total_minor) FROM behaviour") == ask(
        f"SELECT -sum(amount_minor) FROM booked WHERE family IN ({of}) AND kind IN ({spent}) "
        f"AND (amount_minor < 0 OR kind IN ({refunds}))"
    )
    assert ask(
        "SELECT count(*) FROM behaviour WHERE channel_dominant IS NOT NULL AND abs(1000000 - "
        "channel_counter_ppm - channel_self_service_ppm - channel_online_ppm) > 1"
    ) == [(0,)]
