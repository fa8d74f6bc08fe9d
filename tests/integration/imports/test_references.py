"""Customers, products and accounts have one key everywhere, and it is always found."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow_test


@pytest.mark.requirement("R020")
def test_no_row_of_the_lake_names_a_customer_product_or_account_that_is_not_there(
    bank, files, row_errors
) -> None:
    files["accounts.csv"] += "A3,0009,D,2020-01-01,\nA4,0003,X,2020-01-01,\n"
    files["balances.csv"] += "A3,20200131,1\nA5,20200131,1\n"
    report = bank.load(files)
    found = [(e["table"], e["column"], e["value"], e["reason"]) for e in row_errors(report)]
    assert found == [
        ("accounts", "customer_id", "0009", "not found in customers"),
        ("accounts", "product_id", "X", "not found in products"),
        ("balances", "account_id", "A3", "its row in accounts is itself in quarantine"),
        ("balances", "account_id", "A5", "not found in accounts"),
    ]
    customers = {row[0] for row in bank.rows("customers", "customer_id")}
    accounts = bank.rows("accounts", "account_id, customer_id")
    assert {customer for _, customer in accounts} <= customers
    balances = {row[0] for row in bank.rows("balances", "account_id")}
    assert balances <= {account for account, _ in accounts}


def test_what_an_earlier_delivery_brought_may_be_named(bank, files, counts) -> None:
    bank.load(files)
    report = bank.load({"balances.csv": "account,day,amount\nA1,20200201,1\nA2,20200201,1\n"},
                       confirmed=True)  # fmt: skip
    assert counts(report)["balances"] == (2, 2, 0)


def test_customer_numbers_are_text_and_keep_their_leading_zeros(bank, files, row_errors) -> None:
    files["accounts.csv"] += "A3,1,D,2020-01-01,\n"
    report = bank.load(files)
    assert [error["value"] for error in row_errors(report)] == ["1"]


def test_a_delete_mark_on_a_row_that_others_name_goes_to_quarantine(
    bank, files, row_errors
) -> None:
    bank.load(files)
    report = bank.load({"customers.csv": "id,kind,name,since,op\n0001,,,,D\n"}, confirmed=True)
    assert [error["reason"] for error in row_errors(report)] == [
        "cannot be deleted: 1 rows of other tables still name it"
    ]
    assert ("0001",) in bank.rows("customers", "customer_id")


def test_a_table_that_no_bank_has_delivered_yet_is_not_asked_for(bank, counts) -> None:
    """Balances alone are accepted as long as there is no account at all."""
    report = bank.load({"balances.csv": "account,day,amount\nZ1,20200131,1\n"})
    assert counts(report)["balances"] == (1, 1, 0)
