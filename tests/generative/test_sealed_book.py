"""A book that takes its past from a seal says what the book derived from every row says."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengke.engine.features import sealing
from hengke.engine.features.book import Book, book
from hengke.engine.features.movements import latest
from hengke.engine.features.sealed import Sealed
from hengke.engine.features.silver import Silver
from hengke.engine.schemas import CONTRACT

pytestmark = [pytest.mark.slow_test, pytest.mark.long_test]
FIRST, UNTIL = date(2026, 1, 1), date(2026, 2, 20)
DAYS = [FIRST + timedelta(days=number) for number in range((UNTIL - FIRST).days + 8)]
FAMILIES = {"current": "demand_deposit", "loan": "loan", "dollars": "fund"}
Rows = list[dict[str, Any]]


@dataclass
class Bank:
    """Rows of the contract; what an account is told by is drawn per account."""

    chance: random.Random
    tables: dict[str, Rows]

    def add(self, name: str, /, **row: Any) -> None:
        self.tables.setdefault(name, []).append(row)

    def day(self) -> date:
        return self.chance.choice(DAYS)

    def amount(self) -> int:
        return self.chance.choice([0, 1, -5, 100, 12_345, 999_999])


def bank(seed: int) -> dict[str, Rows]:
    drawn = Bank(random.Random(seed), {})
    for number in range(3):
        opened_on = drawn.chance.choice([None, FIRST, drawn.day()])
        drawn.add("customers", customer_id=f"c{number}", opened_on=opened_on)
    for product, family in FAMILIES.items():
        drawn.add("products", product_id=product, family=family)
    for on in sorted({drawn.day() for _ in range(4)}):
        rate = drawn.chance.choice([700_000_000, 712_345_678])
        drawn.add("market_rates", rate_date=on, kind="fx_middle", base="USD", quote="CNY",
                  rate_e8=rate)  # fmt: skip
    for number in range(drawn.chance.randint(1, 6)):
        _account(drawn, f"a{number}")
    for on in sorted({drawn.day() for _ in range(drawn.chance.choice([0, 0, 2]))}):
        drawn.add("snapshots", table="balances", snapshot_date=on,
                  complete=drawn.chance.random() < 0.5)  # fmt: skip
    return drawn.tables


def _account(drawn: Bank, number: str) -> None:
    chance = drawn.chance
    opened_on = chance.choice([None, date(2025, 6, 1), drawn.day()])
    closed_on = chance.choice([None, None, drawn.day()])
    dollars = chance.random() < 0.3
    currency = "USD" if dollars else "CNY"
    product = chance.choice([*FAMILIES, "nobody's"])
    drawn.add(
        "accounts", account_id=number, customer_id=f"c{chance.randrange(3)}", product_id=product,
        currency=currency, opened_on=opened_on, closed_on=closed_on,
    )  # fmt: skip
    told_by = chance.choice(["change", "change", "month_end", "both", "bookings", "nothing"])
    if told_by not in ("bookings", "nothing"):
        _balances(drawn, number, currency, told_by)
    for _ in range(chance.choice([0, 3]) if told_by != "bookings" else 5):
        stated = drawn.amount() if told_by == "bookings" or chance.random() < 0.3 else None
        drawn.add("transactions", transaction_id=f"{number}-{_}", account_id=number,
                  booked_on=drawn.day(), amount_minor=drawn.amount(), currency=currency,
                  balance_minor=stated)  # fmt: skip
    if chance.random() < 0.2:
        first, last = sorted([drawn.day(), drawn.day()])
        drawn.add("withheld", table=chance.choice(["balances", "transactions"]), row_key=number,
                  account_id=number, from_on=chance.choice([None, first]),
                  through_on=chance.choice([first, last, None]), observed="change")  # fmt: skip


def _balances(drawn: Bank, number: str, currency: str, told_by: str) -> None:
    for on in sorted({drawn.day() for _ in range(drawn.chance.randint(1, 6))}):
        kind = drawn.chance.choice(["change", "month_end"]) if told_by == "both" else told_by
        drawn.add("balances", account_id=number, balance_date=on, balance_minor=drawn.amount(),
                  currency=currency, observed=kind)  # fmt: skip


class Bench:
    """An engine that computes each part of a book once, as a run does."""

    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect(threads=1)
        self.numbers = count()

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        return self.connection.create_table(f"{name}_{next(self.numbers)}", table)

    def silver(self, rows: dict[str, Rows]) -> Silver:
        return Silver.of(
            {
                name: self.keep(
                    name,
                    ibis.memtable(
                        pa.Table.from_pylist(rows.get(name, []), schema=shape.ibis().to_pyarrow())
                    ).cast(shape.ibis()),
                )
                for name, shape in CONTRACT.items()
            }
        )

    def book(self, tables: Silver, until: date, seal: Sealed | None = None) -> Book:
        return book(tables, home="CNY", until=until, seal=seal, keep=self.keep)

    def sealed(self, found: Book, before: Sealed | None = None) -> Sealed:
        """The seal of the book's last day, as a run writes it and reads it again."""
        parts = {name: self.keep(name, part) for name, part in sealing.parts(found).items()}
        for name in ("stretches", "gaps") if before else ():
            parts[name] = ibis.union(getattr(before, name), parts[name])
        return Sealed(found.until, **parts)


def by_day(rows: Rows) -> list[tuple[Any, ...]]:
    """What is said of each account on each day, in whatever pieces the days come."""
    found = []
    for row in rows:
        said = tuple(
            value for name, value in sorted(row.items()) if name not in ("from_on", "until_on")
        )
        lasting = max((row["until_on"] - max(row["from_on"], date(2025, 12, 1))).days, 0)
        first = max(row["from_on"], date(2025, 12, 1))
        found += [(first + timedelta(days=step), *said) for step in range(lasting)]
    return sorted(found, key=repr)


def told(bench: Bench, found: Book) -> dict[str, Any]:
    def rows(table: ir.Table) -> Rows:
        return bench.connection.to_pyarrow(table).to_pylist()

    return {
        "stretches": by_day(rows(found.stretches)),
        "gaps": by_day(rows(found.gaps)),
        "customers": sorted(map(repr, rows(found.customers))),
        "movements": sorted(map(repr, rows(latest(found, as_of=found.until, most=3)))),
    }


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32), first=st.sampled_from(DAYS[:-9]), more=st.integers(1, 20))
def test_a_book_with_a_seal_says_the_same_as_the_book_without(
    seed: int, first: date, more: int
) -> None:
    bench = Bench()
    tables = bench.silver(bank(seed))
    expected = told(bench, bench.book(tables, UNTIL))
    seal = bench.sealed(bench.book(tables, first))
    assert told(bench, bench.book(tables, UNTIL, seal)) == expected

    second = min(first + timedelta(days=more), UNTIL)
    onward = bench.sealed(bench.book(tables, second, seal), seal)
    assert told(bench, bench.book(tables, UNTIL, onward)) == expected
