"""Is the delivery whole, and does it look like the last one?"""

from __future__ import annotations

import pytest

from hengke.kernel.errors import NeedsConfirmation, Refused

pytestmark = pytest.mark.slow_test
CONTROL = """files = ["balances*"]
[sources.control]
files = "{stem}.ctl"
delimiter = "|"
rows = "行数"
sum = "合计"
sum_of = "amount"
"""
LISTED = """files = ["balances*"]
[sources.control]
files = "list.ctl"
delimiter = "|"
header = false
names = ["file", "rows"]
rows = "rows"
file_column = "file"
"""


def test_a_file_that_agrees_with_its_control_file_comes_in(bank, files, counts) -> None:
    bank.mapping = bank.mapping.replace('files = ["balances*"]\n', CONTROL)
    report = bank.load({**files, "balances.ctl": "行数|合计\n2|350.50\n"})
    assert counts(report)["balances"] == (2, 2, 0)


def test_fewer_rows_than_the_control_file_says_are_refused(bank, files) -> None:
    bank.mapping = bank.mapping.replace('files = ["balances*"]\n', CONTROL)
    with pytest.raises(Refused, match=r"balances.csv has 2 rows, balances.ctl says 3"):
        bank.load({**files, "balances.ctl": "行数|合计\n3|350.50\n"})


def test_another_sum_than_the_control_file_says_is_refused(bank, files) -> None:
    bank.mapping = bank.mapping.replace('files = ["balances*"]\n', CONTROL)
    with pytest.raises(Refused, match=r"balances.csv sums to 350.5, balances.ctl says 1,350.5"):
        bank.load({**files, "balances.ctl": "行数|合计\n2|1,350.50\n"})


def test_a_missing_or_unreadable_control_file_is_refused(bank, files) -> None:
    bank.mapping = bank.mapping.replace('files = ["balances*"]\n', CONTROL)
    with pytest.raises(Refused, match="came without its control file"):
        bank.load(files)
    with pytest.raises(Refused, match=r'"t\*\*\*" is not a number'):
        bank.load({**files, "balances.ctl": "行数|合计\ntwo|350.50\n"})


def test_one_control_file_may_list_many_files(bank, files) -> None:
    bank.mapping = bank.mapping.replace('files = ["balances*"]\n', LISTED)
    bank.load({**files, "list.ctl": "customers.csv|3\nbalances.csv|2\n"})
    with pytest.raises(Refused, match=r"has 0 rows about balances.csv; it must have one"):
        bank.load({**files, "balances.csv": balances(2, "9"), "list.ctl": "customers.csv|3\n"})


def balances(count: int, amount: str) -> str:
    rows = "".join(f"A1,202002{day:02d},{amount}\n" for day in range(1, count + 1))
    return "account,day,amount\n" + rows


def test_a_delivery_unlike_the_last_one_waits_for_a_person(bank, files) -> None:
    bank.load({**files, "balances.csv": balances(10, "100")})
    before = {name: data for name, data in bank.tree().items() if "staged" not in name}
    fewer = bank.delivery({"balances.csv": balances(7, "142.86")})
    with pytest.raises(NeedsConfirmation, match=r"balances: rows 7, last time 10 \(-30 %\)"):
        bank.load(fewer)
    assert {n: d for n, d in bank.tree().items() if "staged" not in n} == before
    assert not bank.load(fewer, confirmed=True).unchanged


def test_amounts_in_another_unit_wait_for_a_person(bank, files) -> None:
    bank.load({**files, "balances.csv": balances(10, "100")})
    with pytest.raises(NeedsConfirmation, match=r"balance 100000.00, last time 1000.00"):
        bank.load({"balances.csv": balances(10, "10000")})


def test_a_delivery_within_a_fifth_of_the_last_one_comes_in(bank, files) -> None:
    bank.load({**files, "balances.csv": balances(10, "100")})
    bank.load({"balances.csv": balances(12, "100")})
    assert len(bank.rows("balances")) == 12


def test_rows_in_quarantine_do_not_count_as_delivered(bank, files) -> None:
    """A changed date format would otherwise empty the book without a word."""
    bank.load({**files, "balances.csv": balances(10, "100")})
    with pytest.raises(NeedsConfirmation, match="rows 0, last time 10"):
        bank.load({"balances.csv": balances(10, "100").replace("202002", "2020-02-")})


def test_a_check_names_the_deviation_without_waiting(bank, files) -> None:
    bank.load({**files, "balances.csv": balances(10, "100")})
    report = bank.check({"balances.csv": balances(5, "100")})
    assert [(d["what"], d["last"], d["now"]) for d in report.deviations] == [
        ("rows", 10, 5),
        ("balance_minor", 100000, 50000),
    ]
