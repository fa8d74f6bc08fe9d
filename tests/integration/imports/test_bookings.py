"""Signs of bookings: from codes, from debit and credit columns, from running balances."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused

pytestmark = pytest.mark.slow_test
BOOKINGS = """
[[sources]]
name = "bookings"
files = ["bookings*"]
[[sources.tables]]
table = "transactions"
[sources.tables.columns]
transaction_id = "no"
account_id = "account"
booked_on = { column = "day", format = "%Y%m%d" }
currency = { value = "CNY" }
balance_minor = "left"
"""
SIGNED = 'amount_minor = "amount"\n'
CODED = (
    'amount_minor = { column = "amount", '
    'sign = { column = "dc", positive = ["C", "贷*"], negative = ["D", "借*"] } }\n'
)
SIDES = 'amount_minor = { debit = "out", credit = "in" }\n'


def test_the_sign_follows_a_code(bank, files) -> None:
    bank.mapping += BOOKINGS + CODED
    files["bookings.csv"] = (
        "no,account,day,dc,amount,left\n1,A1,20200201,C,5,\n2,A1,20200201,借方,7,\n"
        "3,A1,20200201,X,9,\n4,A1,20200201,,9,\n"
    )
    report = bank.load(files)
    assert bank.rows("transactions", "transaction_id, amount_minor") == [("1", 500), ("2", -700)]
    assert [(p["row"], p["rows"]) for p in report.problems] == [(4, 2)]
    assert 'code "X" decides the sign' in report.problems[0]["reason"]


def test_debit_and_credit_columns_make_one_signed_amount(bank, files) -> None:
    bank.mapping += BOOKINGS + SIDES
    files["bookings.csv"] = (
        "no,account,day,out,in,left\n1,A1,20200201,,5,\n2,A1,20200201,7,0.00,\n"
        "3,A1,20200201,7,5,\n4,A1,20200201,,,\n5,A1,20200201,x,5,\n"
    )
    report = bank.load(files)
    assert bank.rows("transactions", "transaction_id, amount_minor") == [("1", 500), ("2", -700)]
    assert sorted((p["row"], p["rule"], p["rows"]) for p in report.problems) == [
        (4, "unreadable", 2), (5, "missing", 1),
    ]  # fmt: skip
    assert report.problems[0]["value"] == "debit 7, credit 5"


def chain(count: int, *, turned: set[int] = frozenset()) -> str:
    """Bookings of +10 on days of their own, with running balances; some with the sign turned."""
    lines = ["no,account,day,amount,left"]
    for n in range(1, count + 1):
        sign = "-" if n in turned else ""
        lines.append(f"{n},A1,202002{n:02d},{sign}10,{n * 10}")
    return "\n".join(lines) + "\n"


def test_a_booking_after_which_the_balance_moved_the_other_way_is_refused(bank, files) -> None:
    bank.mapping += BOOKINGS + SIGNED
    files["bookings.csv"] = chain(10, turned={4})
    report = bank.load(files)
    assert [(p["rule"], p["row"]) for p in report.problems] == [("direction", 5)]
    assert "debit and credit swapped?" in report.problems[0]["reason"]


def test_a_file_in_which_debit_and_credit_are_swapped_is_refused_as_a_whole(bank, files) -> None:
    bank.mapping += BOOKINGS + SIGNED
    files["bookings.csv"] = chain(28, turned=set(range(1, 29)))
    before = bank.tree()
    with pytest.raises(Refused, match="Debit and credit are swapped: in 27 of 27 bookings"):
        bank.load(files)
    assert {k: v for k, v in bank.tree().items() if "staged" not in k} == before
