"""What a row in quarantine leaves open is kept, and leaves with the row that corrects it."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from hengke.pipelines import lake, nightly
from hengke.pipelines.intake import api

pytestmark = [pytest.mark.slow_test, pytest.mark.long_test]
AS_OF = date(2020, 2, 29)
HOLDERS = """
[[sources]]
name = "holders"
files = ["holders*"]
[[sources.tables]]
table = "account_holders"
[sources.tables.columns]
account_id = "account"
customer_id = "id"
role = { value = "joint" }
share_ppm = { column = "share", unit = "percent" }
"""
WITHHELD = '"table", account_id, customer_id, from_on, through_on'


@pytest.fixture
def files(files) -> dict[str, str]:
    files["balances.csv"] = "account,day,amount\nA1,20200101,100.00\nA2,20200102,250.50\n"
    files["balances.csv"] += "A1,20200225,110.00\n"
    return files


def unknown(bank) -> dict[str, str]:
    """Why the figure of a customer is unknown, for those of whom it is, after a run."""
    if "standard_month_average" not in bank.home.settings().policies:
        bank.home.change_settings(policies=("standard_month_average",))
    nightly.run(bank.home, as_of=AS_OF)
    run = lake.load(bank.home).runs[-1]
    paths = [str(bank.home.lake / run.gold["positions"])]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT customer_id, unknown_reason FROM read_parquet({paths}) "
            "WHERE unknown_reason IS NOT NULL OR aum_minor IS NULL"
        ).fetchall()
    return dict(rows)


def test_a_customer_whose_account_is_in_quarantine_is_unknown_until_it_is_corrected(
    bank, files
) -> None:
    files["accounts.csv"] = files["accounts.csv"].replace("2020-01-02", "20190230")
    bank.load(files)
    assert bank.rows("withheld", WITHHELD) == [
        ("accounts", "A2", "0002", None, None),
        ("balances", "A2", None, date(2020, 1, 2), date(2020, 1, 2)),
    ]
    assert unknown(bank) == {"0002": "rows_in_quarantine"}
    corrected = {
        "accounts.csv": "account,id,product,opened,closed\nA2,0002,D,2020-01-02,\n",
        "balances.csv": "account,day,amount\nA2,20200102,250.50\n",
    }
    bank.load(corrected, confirmed=True)
    assert bank.rows("withheld") == []
    assert unknown(bank) == {}


def test_a_balance_in_quarantine_leaves_its_days_unknown_until_it_is_corrected(bank, files) -> None:
    files["balances.csv"] += 'A1,20200210,"1,234.50元"\n'
    bank.load(files)
    assert bank.rows("withheld", WITHHELD) == [
        ("balances", "A1", None, date(2020, 2, 10), date(2020, 2, 10))
    ]
    assert unknown(bank) == {"0001": "rows_in_quarantine"}
    bank.load({"balances.csv": "account,day,amount\nA1,20200210,1234.50\n"}, confirmed=True)
    assert unknown(bank) == {}


def test_shares_that_make_no_whole_leave_every_holder_unknown(bank, files) -> None:
    bank.mapping += HOLDERS
    files["holders.csv"] = "account,id,share\nA1,0001,60\nA1,0002,50\n"
    report = bank.load(files)
    assert {p["value"] for p in report.problems} == {"60"}  # as received
    assert unknown(bank) == {"0001": "rows_in_quarantine", "0002": "rows_in_quarantine"}
    bank.load({"holders.csv": "account,id,share\nA1,0001,60\nA1,0002,40\n"}, confirmed=True)
    assert bank.rows("withheld") == []
    assert unknown(bank) == {}


def test_holes_leave_with_the_batch_that_is_taken_back(bank, files) -> None:
    bank.load(files)
    second = bank.load({"balances.csv": "account,day,amount\nA1,20200210,x\n"}, confirmed=True)
    assert len(bank.rows("withheld")) == 1
    api.undo(bank.home, second.batch)
    assert bank.rows("withheld") == []


def test_a_good_row_of_the_same_key_in_the_delivery_leaves_no_hole(bank, files) -> None:
    files["balances.csv"] += "A1,20200101,x\n"
    bank.load(files)
    assert bank.rows("withheld") == []


def test_a_balance_without_a_readable_day_may_be_of_any_day_of_its_file(bank, files) -> None:
    files["balances.csv"] += "A1,20200230,1.00\n"
    bank.load(files)
    assert bank.rows("withheld", WITHHELD) == [
        ("balances", "A1", None, date(2020, 1, 1), date(2020, 2, 25))
    ]
    bank.load({"balances.csv": "account,day,amount\nA1,20200209,1.00\n"}, confirmed=True)
    assert bank.rows("withheld") == []


def test_balances_without_accounts_are_named_and_everybody_is_unknown(bank, files) -> None:
    del files["accounts.csv"]
    report = bank.load(files)
    assert "Balances were delivered, accounts were not: nothing can be assessed." in report.notes
    assert unknown(bank) == dict.fromkeys(("0001", "0002"), "no_accounts_delivered")


def test_a_row_that_does_not_fit_its_columns_concerns_whom_it_names(bank, files) -> None:
    files["accounts.csv"] += "A3,0002,D,2020-01-05,,,\n"
    files["balances.csv"] += "A1,20200210,1,234.50\n"
    bank.load(files)
    assert bank.rows("withheld", WITHHELD) == [
        ("accounts", "?0002", "0002", None, None),
        ("balances", "A1", None, date(2020, 1, 1), date(2020, 2, 25)),
    ]
    assert unknown(bank) == dict.fromkeys(("0001", "0002"), "rows_in_quarantine")
    corrected = {
        "accounts.csv": "account,id,product,opened,closed\nA3,0002,D,2020-01-05,\n",
        "balances.csv": "account,day,amount\nA1,20200210,1234.50\nA3,20200105,1\n",
    }
    bank.load(corrected, confirmed=True)
    assert unknown(bank) == {}
