"""Values a bank really delivers: each is read as the mapping says, or refused with the way out."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow_test


def balances(bank, files, cells: list[tuple[str, str]], *, money: str = 'unit = "yuan"',
             day: str = 'format = "%Y%m%d"'):  # fmt: skip
    """Import balances, (amount, day) as written; per line what was loaded, or why not."""
    bank.mapping = bank.mapping.replace('unit = "yuan"', money)
    bank.mapping = bank.mapping.replace(
        'column = "day", format = "%Y%m%d"', f'column = "day", {day}'
    )
    lines = [f'A{n},{day},"{amount}"' for n, (amount, day) in enumerate(cells, 1)]
    accounts = "".join(f"A{n},0001,D,1990-01-01,\n" for n in range(1, len(cells) + 1))
    files["accounts.csv"] = "account,id,product,opened,closed\n" + accounts
    files["balances.csv"] = "account,day,amount\n" + "\n".join(lines) + "\n"
    report = bank.load(files)
    loaded = bank.rows("balances", "account_id, balance_date, balance_minor")
    found: dict[str, Any] = {account: (day, minor) for account, day, minor in loaded}
    if report.errors:
        with Path(report.errors).open(encoding="utf-8-sig", newline="") as file:
            for error in csv.DictReader(file):
                found[f"A{int(error['row']) - 1}"] = error["reason"]
    return [found[f"A{n}"] for n in range(1, len(cells) + 1)]


TODAY = "20200131"
REPAIRS = 'unit = "yuan", repair = ["thousands", "currency", "full_width", "accounting"]'


@pytest.mark.parametrize(
    ("rule", "amounts"),
    [
        ('unit = "yuan"', {"1234.5": 123450, "-0.01": -1, "+7": 700, ".5": 50,
                           "0.125": 12, "0.135": 14}),  # half a fen goes to the even neighbour
        ('unit = "fen"', {"123450": 123450}),
        ('unit = "wan"', {"12.34": 12340000}),
        ('unit = "yuan", negate = true', {"5": -500}),
        (REPAIRS, {"1,234.50元": 123450, "￥1,234.50": 123450, "１２３４．５０": 123450,
                   "(1,234.50)": -123450, "1234.50-": -123450}),
    ],
)  # fmt: skip
def test_amounts_are_read_in_the_unit_of_the_mapping(bank, files, rule, amounts) -> None:
    found = balances(bank, files, [(amount, TODAY) for amount in amounts], money=rule)
    assert found == [(date(2020, 1, 31), minor) for minor in amounts.values()]


def test_an_amount_that_is_not_plain_is_refused_and_not_guessed(bank, files) -> None:
    expected = {
        "1,234.50元": 'repair = ["thousands", "currency"]',
        "１２３４": 'repair = ["full_width"]',
        "12.34.56": "not a plain number",
        "1.2E+15": "rounded by a spreadsheet",
        "1,23": 'repair = ["thousands"]',
        "NaN": "not a plain number",
        "99999999999999999999": "not a plain number",
        "": "a value is required",
    }
    found = balances(bank, files, [(amount, TODAY) for amount in expected])
    assert [reason in told for reason, told in zip(expected.values(), found, strict=True)] == [
        True
    ] * len(expected), found


@pytest.mark.parametrize(
    ("day", "how"),
    [
        ("2020/1/31", 'format = "%Y/%m/%d"'),
        ("2020年1月31日", 'format = "%Y年%m月%d日"'),
        ("43861", 'format = "excel"'),
        ("2020-01", 'format = "%Y-%m", at = "month_end"'),
        ("２０２００１３１", 'format = "%Y%m%d", repair = "full_width"'),
    ],
)
def test_dates_are_read_in_the_form_of_the_mapping(bank, files, day, how) -> None:
    assert balances(bank, files, [("1", day)], day=how) == [(date(2020, 1, 31), 100)]


def test_a_day_that_does_not_exist_or_is_out_of_reach_is_refused(bank, files) -> None:
    expected = {
        "20190230": "there is no such day",
        "20191301": "there is no such day",
        "2019093": "not a date in the form %Y%m%d",
        "43861": 'format = "excel"',
        "21620131": "not between 1900-01-01 and 2100-12-31",
        "00010101": "list it in null_values",
    }
    found = balances(bank, files, [("1", day) for day in expected])
    assert [reason in told for reason, told in zip(expected.values(), found, strict=True)] == [
        True
    ] * len(expected), found


def test_a_negative_or_missing_month_is_refused(bank, files) -> None:
    days = ("2019--7-05", "2019-0-05", "2019-7")
    found = balances(bank, files, [("1", day) for day in days], day='format = "%Y-%m-%d"')
    assert found == [
        "not a date in the form %Y-%m-%d",
        "there is no such day",
        "not a date in the form %Y-%m-%d",
    ]


def bank_error(bank, files, table: str, line: str) -> list[tuple[Any, ...]]:
    """What is refused when one more line comes."""
    files[f"{table}.csv"] += line + "\n"
    report = bank.load(files)
    return [(p["table"], p["column"], p["rule"]) for p in report.problems]


def test_an_account_closed_in_mid_month_comes_in(bank, files) -> None:
    assert bank_error(bank, files, "accounts", "A3,0003,D,2020-01-01,2020-01-17") == []
    assert ("A3", date(2020, 1, 17)) in bank.rows("accounts", "account_id, closed_on")


def test_an_account_closed_before_it_was_opened_is_refused(bank, files) -> None:
    found = bank_error(bank, files, "accounts", "A3,0003,D,2020-01-17,2020-01-01")
    assert found == [("accounts", "closed_on", "dates_out_of_order")]


def test_an_unknown_product_is_refused(bank, files) -> None:
    found = bank_error(bank, files, "accounts", "A3,0003,wealth,2020-01-17,")
    assert found == [("accounts", "product_id", "unknown_reference")]


def test_a_term_deposit_below_zero_and_a_loan_above_it_are_refused(bank, files) -> None:
    files["accounts.csv"] += "A3,0003,T,2020-01-01,\nA4,0003,L,2020-01-01,\n"
    files["balances.csv"] += "A3,20200131,-1\nA4,20200131,1\nA4,20200201,-1\nA1,20200201,-5\n"
    problems = bank.load(files).problems
    assert [(p["row"], p["rule"], p["rows"]) for p in problems] == [(4, "sign", 2)]
    assert ("A1", -500) in bank.rows("balances", "account_id, balance_minor")


def test_a_balance_in_another_currency_than_its_account_is_refused(bank, files) -> None:
    bank.mapping = bank.mapping.replace(
        'currency = { value = "CNY" }\nobserved', 'currency = "ccy"\nobserved'
    )
    files["balances.csv"] = "account,day,amount,ccy\nA1,20200131,1,USD\nA2,20200131,1,人民币\n"
    problems = bank.load(files).problems
    assert sorted((p["rule"], p["value"]) for p in problems) == [
        ("currency", "USD"),
        ("unknown_code", "人民币"),
    ]


def test_a_missing_exchange_rate_is_no_import_error(bank, files) -> None:
    """What a dollar was worth on a day is asked when it is computed, and then it is unknown."""
    bank.mapping = bank.mapping.replace('{ value = "CNY" }', '{ value = "USD" }')
    report = bank.load(files)
    assert report.problems == ()
    assert bank.rows("balances", "currency") == [("USD",), ("USD",)]


def test_a_card_number_spoilt_by_a_spreadsheet_is_refused_as_a_customer_number(bank, files) -> None:
    files["customers.csv"] += "6.22202E+18,P,王五,20200104,\n６２２２,P,王五,20200104,\n"
    problems = bank.load(files).problems
    assert "last digits are lost" in problems[0]["reason"]
    assert problems[0]["rows"] == 2


HOLDERS = """
[[sources]]
name = "holders"
files = ["holders*"]
[[sources.tables]]
table = "account_holders"
[sources.tables.columns]
account_id = "account"
customer_id = "id"
role = "role"
share_ppm = { column = "share", unit = "percent" }
"""


def test_joint_shares_make_a_whole_or_none_of_the_account_comes_in(bank, files) -> None:
    bank.mapping += HOLDERS
    files["holders.csv"] = (
        "account,id,role,share\n"
        "A1,0001,owner,60\nA1,0002,joint,30\n"  # 90 %
        "A2,0001,joint,33.33\nA2,0002,owner,33.33\nA2,0003,joint,33.33\n"  # thirds
    )
    report = bank.load(files)
    assert [row[0] for row in bank.rows("account_holders", "account_id")] == ["A2"] * 3
    assert "the shares of account A1 sum to 90.0000 %, not to 100 %" in report.problems[0]["reason"]


def test_holders_who_stay_count_when_one_share_is_corrected(bank, files) -> None:
    bank.mapping += HOLDERS
    files["holders.csv"] = "account,id,role,share\nA1,0001,owner,60\nA1,0002,joint,40\n"
    bank.load(files)
    report = bank.load({"holders.csv": "account,id,role,share\nA1,0002,joint,30\n"}, confirmed=True)
    assert [problem["rule"] for problem in report.problems] == ["shares_not_whole"]
    assert ("0002", 400000) in bank.rows("account_holders", "customer_id, share_ppm")


def test_a_disponent_owns_nothing(bank, files) -> None:
    bank.mapping += HOLDERS
    files["holders.csv"] = "account,id,role,share\nA1,0001,owner,100\nA1,0002,disponent,10\n"
    problems = bank.load(files).problems
    assert [(p["rule"], p["row"]) for p in problems] == [("share", 3)]


def test_one_row_of_a_day_beyond_belief_moves_nothing(bank, files) -> None:
    """In the future, before any book, long before the account: refused, and the rest is in."""
    files["balances.csv"] += "A1,20620910,1\nA1,19000101,1\nA1,20181201,1\nA1,20191201,1\n"
    report = bank.load(files)
    assert [(p["rule"], p["rows"]) for p in report.problems] == [("implausible_date", 3)]
    assert (report.latest_date, len(bank.rows("balances"))) == ("2020-01-31", 3)


def test_an_exchange_rate_far_from_the_one_before_is_refused(bank, files) -> None:
    bank.mapping += """
[[sources]]
name = "rates"
files = ["rates*"]
[[sources.tables]]
table = "market_rates"
[sources.tables.columns]
rate_date = "day"
kind = { value = "fx_middle" }
base = "from"
quote = { value = "CNY" }
rate_e8 = { column = "rate", unit = "ratio" }
"""
    files["rates.csv"] = (
        "day,from,rate\n2020-01-01,USD,7.1\n2020-01-02,USD,712\n2020-01-03,USD,7.2\n"
        "2020-01-01,XXX,0.00001\n"
    )
    bank.load(files)
    later = bank.load({"rates.csv": "day,from,rate\n2020-01-04,USD,0.0712\n"}, confirmed=True)
    assert bank.rows("market_rates", "CAST(rate_date AS VARCHAR), rate_e8") == [
        ("2020-01-01", 710_000_000), ("2020-01-03", 720_000_000),
    ]  # fmt: skip
    assert later.problems[0]["rule"] == "implausible_rate"


@pytest.mark.requirement("R014")
def test_an_index_of_an_industry_comes_by_the_same_mapping_and_is_checked(bank, files) -> None:
    """One that is not above 0, and one that jumps to ten times and back, are refused."""
    bank.mapping += """
[[sources]]
name = "indices"
files = ["indices*"]
[[sources.tables]]
table = "market_rates"
[sources.tables.columns]
rate_date = "day"
kind = { value = "index" }
base = "industry"
quote = { value = "points" }
rate_e8 = { column = "points", unit = "ratio" }
source = { value = "bureau" }
"""
    files["indices.csv"] = (
        "day,industry,points\n2020-01-01,shipping,100\n2020-01-02,shipping,1012\n"
        "2020-01-03,shipping,101.5\n2020-01-01,farming,0\n"
    )
    problems = bank.load(files).problems
    assert {one["rule"] for one in problems} == {"negative", "implausible_rate"}
    assert bank.rows("market_rates", "base, CAST(rate_date AS VARCHAR), rate_e8, source") == [
        ("shipping", "2020-01-01", 10_000_000_000, "bureau"),
        ("shipping", "2020-01-03", 10_150_000_000, "bureau"),
    ]  # fmt: skip
