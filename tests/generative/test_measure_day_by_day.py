"""The measure of the engine and the sum over single days are the same number, to the fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from tests.generative.banks_day_by_day import FAMILIES, LAST, Bank, banks, weighted_days
from tests.spec.bank import book_of
from tests.spec.measures.policies import policy

from hengke.engine.tiering.measure import measured
from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import StockItem

WEIGHTS = {"demand_deposit": 10, "fund": 7}
MEASURE = Measure(
    stocks=(
        StockItem(("demand_deposit",), Fraction(1)), StockItem(("fund",), Fraction(7, 10)),
    )
)  # fmt: skip
ENDS = (date(2026, 1, 31), date(2026, 2, 28), LAST)
SHAPES = {
    "customers": {"customer_id": "string", "opened_on": "date"},
    "products": {"product_id": "string", "family": "string"},
    "accounts": {
        "account_id": "string", "customer_id": "string", "product_id": "string",
        "currency": "string", "opened_on": "date", "closed_on": "date",
    },
    "account_holders": {
        "account_id": "string", "customer_id": "string", "role": "string", "share_ppm": "int64",
    },
    "balances": {
        "account_id": "string", "balance_date": "date", "balance_minor": "int64",
        "currency": "string", "observed": "string",
    },
    "market_rates": {
        "rate_date": "date", "kind": "string", "base": "string", "quote": "string",
        "rate_e8": "int64",
    },
}  # fmt: skip


def rows_of(bank: Bank) -> dict[str, list[tuple[Any, ...]]]:
    """The bank as the contract has it."""
    every = bank.accounts
    return {
        "customers": [(str(one), date(2025, 1, 1)) for one in bank.customers],
        "products": [(family, family) for family in FAMILIES],
        "accounts": [
            (str(a.number), str(min(a.shares)), a.family, a.currency, a.opened_on, a.closed_on)
            for a in every
        ],
        "account_holders": [
            (str(a.number), str(owner), "joint", ppm)
            for a in every
            for owner, ppm in a.shares.items()
        ],
        "balances": [
            (str(a.number), on, minor, a.currency, "change")
            for a in every
            for on, minor in a.rows.items()
        ],
        "market_rates": [(on, "fx_middle", "USD", "CNY", rate) for on, rate in bank.rates.items()],
    }


@dataclass(frozen=True)
class Machine:
    """One connection whose tables are filled again for each bank; the question is compiled once."""

    connection: Any = field(repr=False)
    question: str = field(repr=False)

    def answer(self, bank: Bank) -> dict[tuple[str, date], int | None]:
        run = self.connection.con.execute
        for name, rows in rows_of(bank).items():
            run(f"DELETE FROM {name}").fetchall()
            if rows:
                places = ", ".join("?" * len(SHAPES[name]))
                self.connection.con.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        return {(who, on): total for who, on, total in run(self.question).fetchall()}


@pytest.fixture(scope="module")
def machine() -> Machine:
    connection = ibis.duckdb.connect(threads=1)
    shapes = {name: ibis.schema(shape) for name, shape in SHAPES.items()}
    tables = {name: connection.create_table(name, schema=shape) for name, shape in shapes.items()}
    book = book_of(SimpleNamespace(**tables), until=LAST)
    answer = measured(book, policy=policy(MEASURE), dates=ENDS)
    columns = answer.select("customer_id", "assessed_on", "sum_minor_days")
    return Machine(connection, connection.compile(columns))


@pytest.mark.slow_test
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bank=banks())
def test_stretches_times_days_are_the_sum_over_every_single_day(machine: Machine, bank: Bank):
    untold = bank.begins_on is None
    assert machine.answer(bank) == {
        (str(one), end): None
        if untold
        else weighted_days(bank, one, end.replace(day=1), end, WEIGHTS)
        for one in bank.customers
        for end in ENDS
    }
