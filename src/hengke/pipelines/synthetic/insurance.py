"""Insurance policies: a premium every year, a cash value that grows, given up only in haste."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.fate import QUICK
from hengke.pipelines.synthetic.plan import Ints
from hengke.pipelines.synthetic.portfolio import Slots, target

HELD_AT_START, NEW_A_MONTH = 0.75, 0.02
YEARS_PAYING = (3, 5, 10)
OLDEST_YEARS = 6
FIRST_PREMIUM = 0.3  # of the cash value that is wanted in the end
STEP = 100_000  # premiums are whole thousands of yuan
FIRST_COST, LATER_COST = 0.20, 0.04  # of a premium, before it becomes cash value
SURRENDERS_A_MONTH, LEAVING_BELOW = 0.15, 0.7
LAST_ACT = 4  # days before the customer's accounts are closed


def live(block: Block, slots: Slots) -> None:
    """Books every month of every policy; one account per policy, its balance the cash value."""
    chance = block.chance("insurance")
    premium = np.zeros(len(slots), np.int64)
    years = chance.choice(YEARS_PAYING, len(slots))
    _in_force(block, slots, premium, chance)
    for month in range(block.plan.month_count):
        _surrender(block, slots, month, chance)
        _pay(block, slots, premium, years, month)
        _sign(block, slots, premium, month, chance)
        _grow(block, slots, month)


def _premium(slots: Slots, rows: Ints, wished: NDArray[np.floating[Any]]) -> Ints:
    least = catalogue.column("minimum")[slots.product[rows]] * 100
    return np.maximum((wished / STEP).astype(np.int64) * STEP, least)


def _in_force(block: Block, slots: Slots, premium: Ints, chance: np.random.Generator) -> None:
    """Policies signed before the book begins; `until` holds the day of the next premium."""
    amount = target(block, slots, 0)
    came = block.came[slots.owner]
    rows = np.flatnonzero((amount > 0) & (came < -30) & (chance.random(len(slots)) < HELD_AT_START))
    span = np.minimum(-came[rows] - 1, OLDEST_YEARS * 365)
    opened = -1 - (chance.random(len(rows)) * span).astype(np.int64)
    premium[rows] = _premium(slots, rows, amount[rows] / (1 - opened / 365))
    slots.amount[rows] = amount[rows]
    _open(block, slots, rows, opened, amount[rows], premium[rows])


def _open(
    block: Block, slots: Slots, rows: Ints, opened: Ints, carried: Ints | int, premium: Ints
) -> None:
    rate = np.round(catalogue.column("rate")[slots.product[rows]] * 1e8).astype(np.int64)
    slots.account[rows] = block.accounts.open(
        slots.owner[rows], slots.product[rows], opened,
        rate_e8=rate, carried=carried, principal=premium,
    )  # fmt: skip
    slots.until[rows] = opened + 365 * (1 + np.maximum(-opened - 1, 0) // 365)


def _pay(block: Block, slots: Slots, premium: Ints, years: Ints, month: int) -> None:
    """The yearly premium on the anniversary, unless paid up, asleep or on the way out."""
    last = block.plan.month_first[month + 1] - 1
    due = np.flatnonzero((slots.account >= 0) & (slots.until <= last))
    day = slots.until[due].copy()
    paid = (day - block.accounts.opened[slots.account[due]]) // 365 >= years[due]
    goes_on = ~paid & ~block.asleep[slots.owner[due]] & ~block.signalling(slots.owner[due], day)
    _book_premium(block, slots, due[goes_on], premium, day[goes_on], LATER_COST)
    slots.until[due] += 365


def _book_premium(
    block: Block, slots: Slots, rows: Ints, premium: Ints, day: Ints, cost: float
) -> None:
    amount = premium[rows]
    fee = np.round(amount * cost).astype(np.int64)
    second = block.bookings.add("premium", slots.owner[rows], day, -amount)
    block.bookings.add("premium", slots.account[rows], day, amount, second=second)
    block.bookings.add("fee", slots.account[rows], day, -fee)
    slots.amount[rows] += amount - fee


def _sign(
    block: Block, slots: Slots, premium: Ints, month: int, chance: np.random.Generator
) -> None:
    day = block.workday_in(month, len(slots), chance)
    wanted = target(block, slots, month)
    wants = (slots.account < 0) & (wanted > 0) & (chance.random(len(slots)) < NEW_A_MONTH)
    wants &= ~block.asleep[slots.owner] & ~block.signalling(slots.owner, day)
    wants &= (day > block.came[slots.owner] + 20) & (day < block.closes[slots.owner] - 60)
    wants &= day < block.plan.days
    rows = np.flatnonzero(wants)
    premium[rows] = _premium(slots, rows, wanted[rows] * FIRST_PREMIUM)
    _open(block, slots, rows, day[rows], 0, premium[rows])
    _book_premium(block, slots, rows, premium, day[rows], FIRST_COST)


def _surrender(block: Block, slots: Slots, month: int, chance: np.random.Generator) -> None:
    """Who must have the money, and who closes everything, takes the cash value."""
    last = int(block.plan.month_first[month + 1]) - 1
    hurried = np.isin(block.of(block.bank.fate.reason)[slots.owner], QUICK)
    hurried &= block.remaining(slots.owner, last) < LEAVING_BELOW
    hurried &= chance.random(len(slots)) < SURRENDERS_A_MONTH
    day = block.workday_in(month, len(slots), chance)
    closing = np.maximum(block.closes[slots.owner] - LAST_ACT, 0)
    ends = closing <= last
    day = np.where(ends, closing, day)
    gone = (slots.amount > 0) & (ends | hurried) & (day <= last)
    rows = np.flatnonzero(gone & (day > block.accounts.opened[slots.account]))
    amount = slots.amount[rows]
    second = block.bookings.add("redemption", slots.account[rows], day[rows], -amount)
    block.bookings.add("redemption", slots.owner[rows], day[rows], amount, second=second + 1)
    block.accounts.closed[slots.account[rows]] = day[rows]
    slots.account[rows], slots.amount[rows] = -1, 0


def _grow(block: Block, slots: Slots, month: int) -> None:
    rows = np.flatnonzero(slots.amount > 0)
    last = np.full(len(rows), block.plan.month_first[month + 1] - 1)
    rate = catalogue.column("rate")[slots.product[rows]]
    growth = np.round(slots.amount[rows] * rate / 12).astype(np.int64)
    block.bookings.add("revaluation", slots.account[rows], last, growth)
    slots.amount[rows] += growth
