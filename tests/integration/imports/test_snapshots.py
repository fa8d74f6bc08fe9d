"""A complete snapshot says that who is missing holds zero; a row in quarantine takes that back."""

from __future__ import annotations

from datetime import date

import pytest

pytestmark = pytest.mark.slow_test
JULY, AUGUST = date(2019, 7, 31), date(2019, 8, 31)


@pytest.fixture
def monthly(bank):
    bank.mapping = """
name = "monthly"
[[sources]]
name = "m"
files = ["m{month}.csv"]
[[sources.tables]]
table = "accounts"
distinct = true
[sources.tables.columns]
account_id = { text = "{no}:d" }
customer_id = "no"
product_id = { value = "d" }
currency = { value = "CNY" }
[[sources.tables]]
table = "balances"
snapshot = { date = "balance_date", complete = true }
[sources.tables.columns]
account_id = { text = "{no}:d" }
balance_date = { text = "2019-{file.month}", format = "%Y-%m", at = "month_end" }
balance_minor = "c"
currency = { value = "CNY" }
observed = { value = "month_end" }
"""
    return bank


def test_each_day_of_a_snapshot_is_noted_once(monthly) -> None:
    monthly.load({"m7.csv": "no,c\n1,5\n2,6\n", "m8.csv": "no,c\n1,5\n"})
    assert monthly.rows("snapshots") == [("balances", JULY, True), ("balances", AUGUST, True)]
    assert monthly.rows("accounts", "account_id") == [("1:d",), ("2:d",)]


def test_a_day_with_a_row_in_quarantine_is_not_complete(monthly) -> None:
    files = {"m7.csv": "no,c\n1,5\n2,6\n", "m8.csv": "no,c\n1,5\n2,six\n"}
    report = monthly.load(files)
    assert monthly.rows("snapshots") == [("balances", JULY, True), ("balances", AUGUST, False)]
    assert "balances of 2019-08-31" in report.notes[0]
    monthly.load({"m8.csv": "no,c\n1,5\n2,6\n"}, confirmed=True)
    assert ("balances", AUGUST, True) in monthly.rows("snapshots")


def test_a_row_that_does_not_fit_the_columns_hurts_the_days_of_its_file_only(monthly) -> None:
    monthly.load({"m7.csv": "no,c\n1,5\n2\n", "m8.csv": "no,c\n1,5\n2,6\n"})
    assert monthly.rows("snapshots") == [("balances", JULY, False), ("balances", AUGUST, True)]


def test_the_same_row_twice_hurts_nothing(monthly) -> None:
    monthly.load({"m7.csv": "no,c\n1,5\n1,5\n"})
    assert monthly.rows("snapshots") == [("balances", JULY, True)]
