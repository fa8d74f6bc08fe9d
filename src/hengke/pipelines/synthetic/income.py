"""What comes in by itself: salaries, bonuses, pensions, takings of firms and of the self-employed.

Whoever leaves the bank takes the payroll along, as a rule.
"""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.fate import COMPLAINT, NEVER, RELOCATION
from hengke.pipelines.synthetic.people import EXECUTIVE, OWNER, STUDENT
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints

SELF_EMPLOYED = (7, 8, OWNER)  # numbers in people.OCCUPATIONS
PAID_HERE = (0.0, 0.28, 0.50, 0.62)  # by activity
PENSION_HERE = (0.0, 0.35, 0.60, 0.70)
TAKINGS_A_MONTH = (0.0, 1.0, 3.5, 9.0)  # of a firm; a person has a quarter of it
PAYROLL_STAYS = 0.4  # of those who leave for other reasons than these
MOVES_PAYROLL = (RELOCATION, COMPLAINT)
BONUS_MONTH, HAS_BONUS = 1, 0.45
POCKET_SHARE = 0.35  # of the assets, what a customer without income here moves in a month


def live(block: Block) -> Floats:
    """Books what comes in; gives everyone's purse, yuan that move in a usual month."""
    chance = block.chance("income")
    stops = _stops(block, chance)
    paid = _paid(block, chance)
    _monthly(block, "salary", paid, stops, chance)
    pensioners = block.of(block.people.pensioner) & _drawn(block, PENSION_HERE, chance)
    _monthly(block, "pension", pensioners, stops, chance)
    _takings(block, stops, chance)
    income, assets = block.of(block.people.income), block.of(block.bank.wealth.assets)
    without = np.minimum(income, POCKET_SHARE * assets + 15)
    return np.where(paid | pensioners | block.of(block.people.firm), income, without)


def _stops(block: Block, chance: np.random.Generator) -> Ints:
    """First day without income here."""
    fate = block.bank.fate
    moves = np.isin(block.of(fate.reason), MOVES_PAYROLL) | (block.of(fate.closes) < NEVER)
    moves |= chance.random(block.size) >= PAYROLL_STAYS
    return np.where(moves, block.of(fate.leaves_from), NEVER)


def _drawn(block: Block, likely: tuple[float, ...], chance: np.random.Generator) -> Flags:
    return chance.random(block.size) < np.array(likely)[block.of(block.people.activity)]


def _paid(block: Block, chance: np.random.Generator) -> Flags:
    employed = block.of(block.people.employed) | (block.of(block.people.occupation) == EXECUTIVE)
    alone = np.isin(block.of(block.people.occupation), (*SELF_EMPLOYED, STUDENT))
    return employed & ~alone & _drawn(block, PAID_HERE, chance)


def _monthly(
    block: Block, kind: str, receives: Flags, stops: Ints, chance: np.random.Generator
) -> None:
    """Once a month on everybody's own day, or on the next workday."""
    owners = np.flatnonzero(receives)
    months = block.plan.month_count
    payday = chance.integers(4, 26, len(owners))
    day = np.add.outer(payday, block.plan.month_first[:-1])
    day = block.plan.next_workday[np.minimum(day, block.plan.days - 1)].ravel()
    owner = np.repeat(owners, months)
    usual = np.repeat(block.of(block.people.income)[owners], months)
    step = 1 if kind == "salary" else 0  # a pension is the same every month
    wobble = 1 + 0.03 * step * chance.standard_normal(len(owner))
    amount = np.round(usual * wobble * 100).astype(np.int64)
    kept = block.present(owner, day) & (day < stops[owner])
    owner, day, amount = owner[kept], day[kept], amount[kept]
    block.bookings.add(kind, owner, day, amount)
    if kind == "salary":
        _bonuses(block, owner, day, amount, chance)


def _bonuses(
    block: Block, owner: Ints, day: Ints, salary: Ints, chance: np.random.Generator
) -> None:
    """Some get one to four salaries more before the spring festival."""
    first = block.plan.first.month - 1
    in_month = (block.plan.month_of_day[day] + first) % 12 + 1 == BONUS_MONTH
    rows = np.flatnonzero(in_month & (chance.random(len(owner)) < HAS_BONUS))
    amount = np.round(salary[rows] * chance.uniform(1.0, 4.0, len(rows)), -2).astype(np.int64)
    block.bookings.add("bonus", owner[rows], day[rows], amount)


def _takings(block: Block, stops: Ints, chance: np.random.Generator) -> None:
    """Receipts of firms and of the self-employed, and what they pay out of them."""
    firm = block.of(block.people.firm)
    works = firm | np.isin(block.of(block.people.occupation), SELF_EMPLOYED)
    rate = np.array(TAKINGS_A_MONTH)[block.of(block.people.activity)] * np.where(firm, 1.0, 0.25)
    rate = rate * block.plan.volume
    for kind, sign, share in (("business_receipt", 1, 1.0), ("business_payment", -1, 0.8)):
        counts = chance.poisson(np.where(works, rate * share * block.plan.month_count, 0))
        owner = np.repeat(np.arange(block.size), counts)
        day = block.plan.next_workday[chance.integers(0, block.plan.days, len(owner))]
        each = block.of(block.people.income)[owner] / np.maximum(rate[owner], 0.5)
        amount = np.round(each * np.exp(0.7 * chance.standard_normal(len(owner)) - 0.25), 2) * 100
        kept = block.present(owner, day) & (day < stops[owner])
        amount = np.maximum(amount[kept], 100).astype(np.int64) * sign
        block.bookings.add(kind, owner[kept], day[kept], amount)
