"""Everyday life on the current account: rent, bills, card, cash, red packets, small transfers.

The number of bookings follows the plan: whatever is missing to it after income, positions and
debts is filled with small everyday bookings, more of them for busier customers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints

HAS_RENT, HAS_BILLS = 0.10, 0.22
RENT_SHARE, BILL_SHARE = 0.22, 0.025  # of the purse
RENTERS_UP_TO = 45
BUSYNESS = (0.0, 0.3, 1.0, 2.6)  # everyday bookings by activity
BALANCING_A_MONTH = (0.0, 0.40, 0.78, 1.02)  # transfers that current_account will add
LEAST_BOOKING = 100


@dataclass(frozen=True)
class Habit:
    """How often, how large (share of the purse), which way, in which round amount of fen."""

    kind: str
    share: float
    median: float
    spread: float
    sign: int
    step: int = 1


HABITS = (
    Habit("card_spending", 0.54, 0.013, 0.9, -1),
    Habit("red_packet", 0.08, 0.006, 0.7, -1, 100),
    Habit("red_packet", 0.07, 0.006, 0.7, 1, 100),
    Habit("transfer_out", 0.07, 0.06, 0.8, -1, 1_000),
    Habit("transfer_in", 0.06, 0.06, 0.8, 1, 1_000),
    Habit("cash_withdrawal", 0.08, 0.10, 0.5, -1, 10_000),
    Habit("cash_deposit", 0.05, 0.12, 0.6, 1, 10_000),
    Habit("refund", 0.02, 0.013, 0.8, 1),
    Habit("fee", 0.03, 0.0004, 0.3, -1, 100),
)


def live(block: Block, purse: Floats) -> None:
    chance = block.chance("spending")
    age, busy = block.of(block.people.age), block.of(block.people.activity)
    firm = block.of(block.people.firm)
    rents = ~firm & (age >= 20) & (age <= RENTERS_UP_TO) & (busy > 0)
    rents &= chance.random(block.size) < HAS_RENT
    bills = (busy > 1) & (age >= 20) & (chance.random(block.size) < HAS_BILLS)
    _regular(block, "rent", rents, purse * RENT_SHARE, 0.0, chance)
    _regular(block, "utilities", bills, np.minimum(purse, 40_000) * BILL_SHARE, 0.35, chance)
    owner, day = _occasions(block, chance)
    _habits(block, owner, day, purse, chance)


def _regular(
    block: Block, kind: str, pays: Flags, usual: Floats, spread: float, chance: np.random.Generator
) -> None:
    """Once a month on the same day; rents are the same each time, bills vary."""
    owners, months = np.flatnonzero(pays), block.plan.month_count
    day = np.add.outer(chance.integers(0, 28, len(owners)), block.plan.month_first[:-1]).ravel()
    owner = np.repeat(owners, months)
    amount = usual[owner] * np.exp(spread * chance.standard_normal(len(owner)))
    fen = np.round(amount, -1 if spread == 0 else 1) * 100
    kept = _still(block, owner, day, chance)
    paid = np.maximum(fen[kept], LEAST_BOOKING).astype(np.int64)
    block.bookings.add(kind, owner[kept], day[kept], -paid)


def _still(block: Block, owner: Ints, day: Ints, chance: np.random.Generator) -> Flags:
    """Here, and not yet living from an account elsewhere."""
    return block.present(owner, day) & (chance.random(len(owner)) < block.remaining(owner, day))


def _occasions(block: Block, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Who does something on which day, as often as the plan asks for."""
    busy = block.of(block.people.activity)
    here = 1 - np.clip(block.came, 0, block.plan.days) / block.plan.days
    weight = np.array(BUSYNESS)[busy] * chance.gamma(3.0, 1 / 3.0, block.size) * here
    expected = weight / max(weight.sum(), 1e-9) * _missing(block)
    owner = np.repeat(np.arange(block.size), chance.poisson(expected))
    start = np.clip(block.came[owner] + 1, 0, block.plan.days - 1)
    day = start + (chance.random(len(owner)) * (block.plan.days - start)).astype(np.int64)
    kept = _still(block, owner, day, chance)
    return owner[kept], day[kept]


def _missing(block: Block) -> float:
    """Everyday bookings over all simulated days that bring the delivered ones to the plan."""
    plan = block.plan
    made = int((block.bookings.all().day <= plan.end_day).sum())
    balancing = np.array(BALANCING_A_MONTH)[block.of(block.people.activity)].sum()
    delivered = (plan.end_day + 1) / plan.days
    asked = (
        plan.bookings_per_customer * block.size - made - balancing * plan.month_count * delivered
    )
    return max(asked / delivered, 0.0)


def _habits(
    block: Block, owner: Ints, day: Ints, purse: Floats, chance: np.random.Generator
) -> None:
    edges = np.cumsum([habit.share for habit in HABITS])
    which = np.searchsorted(edges / edges[-1], chance.random(len(owner)), side="right")
    drift = chance.standard_normal(len(owner))
    for number, habit in enumerate(HABITS):
        rows = np.flatnonzero(which == number)
        yuan = purse[owner[rows]] * habit.median * np.exp(habit.spread * drift[rows])
        fen = np.round(yuan * 100 / habit.step) * habit.step
        amount = np.maximum(fen, max(habit.step, LEAST_BOOKING)).astype(np.int64)
        block.bookings.add(habit.kind, owner[rows], day[rows], amount * habit.sign)
