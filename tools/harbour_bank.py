"""The tiny bank of the release homes: two branches, forty customers, five months of 2026.

Everything follows from a customer's number, so that every release is given the same bank, and a
test can deliver it another day.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

CUSTOMERS = 40
FIRST_DAY, FIRST_RUN, LAST_DAY = date(2026, 4, 1), date(2026, 7, 31), date(2026, 8, 31)
BRANCHES = ("B01", "B02")
STAFF = {"S011": "B01", "S012": "B01", "S021": "B02"}
HEADS = {"S010": "B01", "S020": "B02"}
SURNAMES, GIVEN = "赵钱孙李周吴郑王", "安平和乐康"
YUAN = (800, 3_000, 9_000, 26_000, 48_000, 51_000, 120_000, 480_000, 530_000, 6_000_000)
"""Opening balances in turn: below, at and above the floors of both ladders."""
KINDS = (("transfer_out", "other_bank"), ("interest", "bank"), ("salary", "company"))

MAPPING = """
name = "harbour"
title = "Nightly files of Harbour Bank"
currency = "CNY"
policy = "standard_month_average"

[[rows.products]]
product_id = "CUR"
name = "活期存款"
family = "demand_deposit"
[[rows.products]]
product_id = "TERM"
name = "定期存款"
family = "term_deposit"

[[sources]]
name = "staff"
files = ["staff*"]
[[sources.tables]]
table = "organisation"
[sources.tables.columns]
org_id = "id"
kind = "kind"
name = "name"
parent_id = "branch"
post = "post"

[[sources]]
name = "customers"
files = ["customers*"]
[[sources.tables]]
table = "customers"
[sources.tables.columns]
customer_id = "id"
kind = { value = "person" }
name = "name"
phone = "phone"
birth_date = "born"
opened_on = "since"
branch_id = "branch"
manager_id = "manager"

[[sources]]
name = "accounts"
files = ["accounts*"]
[[sources.tables]]
table = "accounts"
[sources.tables.columns]
account_id = "account"
customer_id = "id"
product_id = "product"
currency = { value = "CNY" }
opened_on = "opened"
matures_on = "matures"

[[sources]]
name = "bookings"
files = ["bookings*"]
[[sources.tables]]
table = "transactions"
[sources.tables.columns]
transaction_id = "number"
account_id = "account"
booked_on = "day"
amount_minor = { column = "amount", unit = "yuan" }
currency = { value = "CNY" }
kind = "kind"
counterparty_kind = "with"

[[sources]]
name = "balances"
files = ["balances*"]
[[sources.tables]]
table = "balances"
[sources.tables.columns]
account_id = "account"
balance_date = "day"
balance_minor = { column = "amount", unit = "yuan" }
currency = { value = "CNY" }
observed = { value = "change" }
"""
LADDER = """
title_zh = "海港银行客户分层"
title_en = "Harbour Bank's ladder"
source = "Board paper of Harbour Bank, 2026"
currency = "CNY"
applies_to = "person"
calendar = "monthly"
effective = "next_month_start"
landing = "one_step"
clearing = "one_good_period"
new_customer_months = 0

[measure]
kind = "month_average"

[[tiers]]
name = "sail"
zh = "风帆"
en = "Sail"
palette = "base"

[[tiers]]
name = "anchor"
zh = "铁锚"
en = "Anchor"
palette = "gold"
floor = "10000.00"
grace = 1

[[tiers]]
name = "lighthouse"
zh = "灯塔"
en = "Lighthouse"
palette = "plat"
floor = "100000.00"
grace = 2
"""
OWN_POLICY = "harbour_ladder"


def write_own_files(home: Path) -> None:
    """The mapping and the ladder of the bank, as it would have put them into its home."""
    for path, text in (
        (home / "mappings" / "harbour.toml", MAPPING),
        (home / "policies" / "tiering" / OWN_POLICY / "2026-01-01.toml", LADDER),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def deliver(folder: Path, *, since: date, until: date) -> Path:
    """The bank's files of these days; those of the first day bring the whole bank."""
    folder.mkdir(parents=True)
    if since == FIRST_DAY:
        _write(folder / "staff.csv", ("id", "kind", "name", "branch", "post"), _staff())
        heads = ("id", "name", "phone", "born", "since", "branch", "manager")
        _write(folder / "customers.csv", heads, map(_customer, range(CUSTOMERS)))
        heads = ("account", "id", "product", "opened", "matures")
        accounts = (row for number in range(CUSTOMERS) for row in _accounts(number))
        _write(folder / "accounts.csv", heads, accounts)
    days = [since + timedelta(days=ahead) for ahead in range((until - since).days + 1)]
    bookings = [row for day in days for row in _bookings(day)]
    _write(
        folder / "bookings.csv", ("number", "account", "day", "amount", "kind", "with"), bookings
    )
    balances = [row for day in days for row in _balances(day)]
    _write(folder / "balances.csv", ("account", "day", "amount"), balances)
    return folder


def customer_id(number: int) -> str:
    return f"{number:06}"


def _staff() -> Iterable[tuple[str, ...]]:
    yield from ((branch, "branch", f"{branch} 支行", "", "") for branch in BRANCHES)
    for numbers, post in ((HEADS, "branch_head"), (STAFF, "relationship_manager")):
        yield from ((one, "staff", f"员工{one[1:]}", at, post) for one, at in numbers.items())


def _customer(number: int) -> tuple[str, ...]:
    manager = "S012" if number == 1 else ("S011", "S021")[number % 2]
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)] * (1 + number % 2)
    born = date(1950 + number, 1 + number % 12, 1 + number % 28)
    since = date(2015 + number % 8, 3, 1 + number % 28)
    return (
        customer_id(number), name, f"1380000{number:04}", str(born), str(since), STAFF[manager],
        manager,
    )  # fmt: skip


def _accounts(number: int) -> Iterable[tuple[str, ...]]:
    yield (f"A{number:05}", customer_id(number), "CUR", "2024-01-05", "")
    if number % 4 == 0:
        yield (f"T{number:05}", customer_id(number), "TERM", "2026-03-05", "2026-09-05")


def _moves(number: int, day: date) -> int:
    """Signed yuan of the day: a salary in, rent out, interest at the end of the month, and a great
    withdrawal of some in July."""
    if (day + timedelta(days=1)).day == 1:
        return 1
    if day.day == 10:
        return 500 + 10 * number
    if day.day == 20:
        return -300
    if day == date(2026, 7, 3) and number % 5 == 3:
        return -YUAN[number % len(YUAN)] // 2
    return 0


def _bookings(day: date) -> Iterable[tuple[str, ...]]:
    for number in range(CUSTOMERS):
        if amount := _moves(number, day):
            kind, who = KINDS[1 if amount == 1 else 2 if amount > 0 else 0]
            booking = f"{day:%Y%m%d}{number:04}"
            yield (booking, f"A{number:05}", str(day), f"{amount}.00", kind, who)


def _balances(day: date) -> Iterable[tuple[str, ...]]:
    for number in range(CUSTOMERS):
        if day == FIRST_DAY or _moves(number, day):
            yield (f"A{number:05}", str(day), f"{_balance(number, day)}.00")
        if day == FIRST_DAY and number % 4 == 0:
            yield (f"T{number:05}", str(day), "20000.00")


def _balance(number: int, day: date) -> int:
    days = (FIRST_DAY + timedelta(days=ahead) for ahead in range((day - FIRST_DAY).days + 1))
    return YUAN[number % len(YUAN)] + sum(_moves(number, one) for one in days)


def _write(path: Path, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)
