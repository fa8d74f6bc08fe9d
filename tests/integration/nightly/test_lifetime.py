"""Lifetime value of the small bank: parts add up, sums reconcile, what came is told."""

from __future__ import annotations

import json

import duckdb
import pytest

from hengke.pipelines import lake

TABLES = (
    "lifetimes", "lifetime_books", "lifetime_hazards", "lifetime_states", "lifetime_tests",
    "customer_values", "customer_records",
)  # fmt: skip


@pytest.fixture(scope="module")
def ask(small_home):
    """Answers of DuckDB over the run's tables and the bank's own."""
    manifest, connection = lake.load(small_home), duckdb.connect()
    for name in TABLES:
        path = small_home.lake / manifest.runs[-1].gold[name]
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


@pytest.mark.requirement("R071")
def test_sums_of_tiers_are_those_of_customers_and_of_the_contribution(ask):
    """History is the contribution of the value run; who is unknown is counted, not summed."""
    sums = "sum(history_minor), sum(basis_minor), sum(lifetime_minor), sum(markov_minor)"
    customers = ask(
        f"SELECT count(*), count(lifetime_minor), count(ended_on), {sums} FROM lifetimes"
    )
    books = ask(f"SELECT sum(customers), sum(known), sum(ended), {sums} FROM lifetime_books")
    assert books == customers
    assert ask("SELECT count(*), sum(profit_minor) FROM customer_values") == [
        (customers[0][0], customers[0][3])
    ]
    (unknown,) = ask("SELECT count(*) FROM lifetimes WHERE lifetime_minor IS NULL")
    reasons = ask("SELECT count(*) FROM lifetimes WHERE unknown_reason IS NOT NULL")
    assert [unknown] == reasons
    assert unknown[0] > 0


@pytest.mark.requirement("R071")
def test_every_lifetime_value_is_the_sum_of_its_years_and_of_who_left_it_is_nothing(ask):
    rows = ask("SELECT lifetime_minor, present, survival FROM lifetimes WHERE present IS NOT NULL")
    assert len(rows) > 400
    for total, present, survival in rows:
        assert total == sum(json.loads(present))
        left = json.loads(survival)
        assert len(left) == 10
        assert left == sorted(left, reverse=True)
    gone = ask(
        "SELECT count(*), count(closed_on), max(lifetime_minor), max(remaining_months), "
        "min(lifetime_minor) FROM lifetimes JOIN customer_records USING (customer_id) "
        "WHERE ended_on IS NOT NULL"
    )
    assert gone[0][0] >= gone[0][1] > 0
    assert gone[0][2:] == (0, 0, 0)


def test_hazards_are_of_all_months_seen_and_moves_of_a_tier_make_a_whole(ask):
    """Every relation that ended in the windows is counted in one cell, and moves name who is
    lost."""
    months, ended = ask("SELECT sum(months), sum(ended) FROM lifetime_hazards")[0]
    assert months > 8_000
    assert ended > 0
    lowest, highest = ask("SELECT min(hazard_ppm), max(hazard_ppm) FROM lifetime_hazards")[0]
    assert 0 < lowest < highest < 50_000
    moved = ask("SELECT moves FROM lifetime_states WHERE moves IS NOT NULL")
    assert moved
    for (moves,) in moved:
        assert sum(json.loads(moves)) == pytest.approx(1_000_000, abs=5)
        assert json.loads(moves)[-1] > 0


@pytest.mark.requirement("R071")
def test_an_earlier_month_foresees_the_months_since_and_is_held_against_a_plain_margin(ask):
    found = ask(
        "SELECT split_on, months, customers, reason, expected_minor / realised_minor, missed, "
        "misplaced, baseline_missed, error_minor FROM lifetime_tests"
    )
    ((split, months, customers, reason, ratio, missed, misplaced, plain, error),) = found
    assert (str(split), months, reason) == ("2026-03-31", 6, None)
    assert customers > 400
    assert 0.5 < ratio < 2
    assert 0 <= misplaced < missed < 0.55
    assert 0 < plain < 0.55
    assert error > 0
