"""Values that stand in another file, and instants in the bank's own time."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hengke.kernel.errors import Refused

pytestmark = pytest.mark.slow_test
SEVEN = datetime(2020, 1, 1, 7, tzinfo=UTC).replace(tzinfo=None)  # on the bank's clock
BEFORE = datetime(2019, 12, 31, 23, tzinfo=UTC).replace(tzinfo=None)
LOOKUP = """
name = "looked"
timezone = "Asia/Shanghai"
[[sources]]
name = "owners"
files = ["owners*"]
[[sources.tables]]
table = "customers"
distinct = true
[sources.tables.columns]
customer_id = "no"
[[sources]]
name = "accounts"
files = ["accounts*"]
[[sources.tables]]
table = "accounts"
[sources.tables.columns]
account_id = "account"
customer_id.column = "account"
customer_id.lookup = { source = "owners", key = "account", value = "no", only = { role = ["O"] } }
product_id = { value = "P" }
currency = { value = "CNY" }
opened_on = { first_of = ["opened", "entered"], format = "%Y%m%d" }
"""
OWNERS = "account,no,role\nA1,1,O\nA1,2,D\nA2,1,O\nA2,2,O\nA4,2,O\n"
ACCOUNTS = "account,opened,entered\nA1,20200101,20210101\nA2,,\nA3,,\nA4,,20210101\n"


def test_a_value_is_looked_up_in_another_file_and_never_guessed(bank) -> None:
    """A2 has two owners, A3 none: neither is told."""
    bank.mapping = LOOKUP
    report = bank.load({"owners.csv": OWNERS, "accounts.csv": ACCOUNTS})
    assert bank.rows("accounts", "account_id, customer_id, year(opened_on)") == [
        ("A1", "1", 2020),
        ("A4", "2", 2021),
    ]
    assert [(p["rule"], p["rows"], p["reason"]) for p in report.problems] == [
        ("not_found", 2, "not found in owners.account, or found with several values")
    ]


def test_a_lookup_needs_its_file_and_its_columns(bank) -> None:
    bank.mapping = LOOKUP
    with pytest.raises(Refused, match='in source "owners", of which no file was delivered'):
        bank.load({"accounts.csv": ACCOUNTS})
    with pytest.raises(Refused, match=r'owners.csv has no column "role"'):
        bank.load({"owners.csv": "account,no\nA1,1\n", "accounts.csv": ACCOUNTS})


def test_a_lookup_in_the_table_that_earlier_deliveries_filled(bank) -> None:
    bank.mapping = LOOKUP
    bank.load({"owners.csv": OWNERS, "accounts.csv": ACCOUNTS})
    bank.mapping += """
[[sources]]
name = "events"
files = ["events*"]
[[sources.tables]]
table = "digital_events"
[sources.tables.columns]
event_id = "no"
customer_id.column = "account"
customer_id.lookup = { table = "accounts", key = "account_id", value = "customer_id" }
occurred_at = "at"
kind = { value = "login" }
"""
    text = "no,account,at\nE1,A1,2020-01-01 07:00:00\nE2,A9,2020-01-01 07:00:00\n"
    report = bank.load({"events.csv": text})
    found = bank.rows("digital_events", "event_id, customer_id, occurred_at")
    assert found == [("E1", "1", BEFORE)]
    assert report.problems[0]["rule"] == "not_found"


def test_typed_instants_without_zone_are_the_banks_time_too(bank) -> None:
    table = pa.table({"no": ["E1"], "id": ["1"], "at": [SEVEN]})
    held = io.BytesIO()
    pq.write_table(table, held)
    bank.mapping = """
name = "typed"
[[sources]]
name = "events"
files = ["*.parquet"]
[[sources.tables]]
table = "digital_events"
[sources.tables.columns]
event_id = "no"
customer_id = "id"
occurred_at = "at"
kind = { value = "login" }
"""
    bank.load({"events.parquet": held.getvalue()})
    assert bank.rows("digital_events", "occurred_at") == [(BEFORE,)]
