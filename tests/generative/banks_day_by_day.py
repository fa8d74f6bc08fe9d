"""Random small banks, and the measure worked out in plain Python: day by day, account by account.

Nothing is shared with the engine but the meaning: here a balance is looked up for every single day,
there stretches of days are multiplied.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
DAYS = (LAST - FIRST).days
FAMILIES = ("demand_deposit", "fund", "loan")
AMOUNTS = (0, 1, 99, 100_01, 5_000_000, 33_333_333, 123_456_789_01)
SHARES = (
    {0: 1_000_000}, {1: 1_000_000}, {3: 1_000_000}, {1: 400_000, 2: 600_000},
    {0: 333_333, 1: 333_333, 2: 333_334},
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """`rows`: day of change -> balance in the account's own currency. `shares` in millionths."""

    number: int
    family: str
    currency: str
    opened_on: date
    closed_on: date | None
    rows: dict[date, int]
    shares: dict[int, int]


@dataclass(frozen=True)
class Bank:
    """Accounts of customers 0 to 3, and the days on which the dollar had a rate."""

    accounts: tuple[Account, ...]
    rates: dict[date, int]
    customers: tuple[int, ...] = field(default=(0, 1, 2, 3))

    @property
    def begins_on(self) -> date | None:
        return min((on for account in self.accounts for on in account.rows), default=None)


def banks() -> st.SearchStrategy[Bank]:
    """Drawn by a seed: choices made one by one would mostly be empty accounts and no rates."""
    return st.integers(0, 2**32).map(lambda seed: _bank(random.Random(seed)))


def _bank(chance: random.Random) -> Bank:
    every_third = [FIRST + timedelta(days=step) for step in range(0, DAYS, 3)]
    holes = chance.choice([0, 0, 8])
    skipped = chance.randrange(len(every_third))
    dated = every_third[:skipped] + every_third[skipped + holes :]
    return Bank(
        tuple(_account(chance, number) for number in range(chance.randint(2, 7))),
        {on: chance.choice([700_000_000, 712_345_678, 698_765_432]) for on in dated},
    )


def _account(chance: random.Random, number: int) -> Account:
    """Most are older than the history and have a row on its first day; some have none at all."""
    family = chance.choice(FAMILIES)
    opened_on = chance.choice([date(2025, 6, 1), _day(chance)])
    changes = [_day(chance) for _ in range(chance.randint(0, 5))]
    if opened_on < FIRST and chance.random() < 0.8:
        changes.append(FIRST)
    sign = -1 if family == "loan" else 1
    rows = {on: sign * chance.choice(AMOUNTS) for on in changes if on >= opened_on}
    closed_on = chance.choice([None, None, _day(chance)])
    return Account(
        number, family, chance.choice(["CNY", "CNY", "USD"]), opened_on,
        closed_on if closed_on and closed_on > opened_on else None,
        rows, chance.choice(SHARES),
    )  # fmt: skip


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randint(0, DAYS))


class Unknown(Exception):
    """The balance of a day cannot be told."""


def balance_on(bank: Bank, account: Account, on: date) -> int:
    """End-of-day balance in home currency."""
    if on < account.opened_on or (account.closed_on and on >= account.closed_on):
        return 0
    if not account.rows:
        raise Unknown
    seen = [day for day in account.rows if day <= on]
    if not seen:
        if account.opened_on < bank.begins_on:
            raise Unknown
        return 0
    native = account.rows[max(seen)]
    if account.currency == "CNY" or native == 0:
        return native
    fresh = [day for day in bank.rates if on - timedelta(days=7) <= day <= on]
    if not fresh:
        raise Unknown
    exact = native * bank.rates[max(fresh)]
    away = 1 if exact >= 0 else -1
    return away * ((abs(exact) + 50_000_000) // 100_000_000)


def share_of(account: Account, customer: int, balance: int) -> int:
    """Everybody but the first owner is cut down towards zero; the first takes the rest."""
    first = min(account.shares)
    parts = {
        owner: (abs(balance) * ppm // 1_000_000) * (1 if balance >= 0 else -1)
        for owner, ppm in account.shares.items()
        if owner != first
    }
    parts[first] = balance - sum(parts.values())
    return parts.get(customer, 0)


def weighted_days(
    bank: Bank, customer: int, start: date, end: date, weights: dict[str, int]
) -> int | None:
    """Sum of weight x balance over the days; None when one of them is unknown."""
    total = 0
    for step in range((end - start).days + 1):
        on = start + timedelta(days=step)
        for account in bank.accounts:
            weight = weights.get(account.family, 0)
            if weight and customer in account.shares:
                try:
                    balance = balance_on(bank, account, on)
                except Unknown:
                    return None
                total += weight * share_of(account, customer, balance)
    return total
