"""Funds, open wealth products, foreign currency, gold and securities cash: no maturity, so the
holder trades now and then towards what is wanted, and month ends revalue what is held.
"""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.plan import Floats, Ints
from hengke.pipelines.synthetic.portfolio import Slots, fx_rate, target

FILLED_AT_START = 0.9
TRADES_A_MONTH, TRADES_WHEN_LEAVING = 0.22, 0.75
WORTH_A_TRADE = 0.18  # of the larger of what is held and what is wanted
LEAVING_BELOW = 0.98
LAST_TRADE = 4  # days before the customer's accounts are closed
INTEREST_MONTHS = (3, 6, 9, 12)
NEUTRAL_FUND_RISK = 4  # the fund of this risk moves like the market; the others more or less


def live(block: Block, slots: Slots) -> None:
    """Books every month of every place; a place keeps one account as long as it lives."""
    chance = block.chance("open positions")
    _bring_along(block, slots, chance)
    for month in range(block.plan.month_count):
        _trade(block, slots, month, chance)
        _revalue(block, slots, month)


def _bring_along(block: Block, slots: Slots, chance: np.random.Generator) -> None:
    amount = target(block, slots, 0)
    came = block.came[slots.owner]
    filled = (amount > 0) & (came < 0) & (chance.random(len(slots)) < FILLED_AT_START)
    rows = np.flatnonzero(filled)
    opened = -1 - (chance.random(len(rows)) * np.minimum(-came[rows] - 1, 2_500)).astype(np.int64)
    _open(block, slots, rows, opened, amount[rows])
    slots.amount[rows] = amount[rows]


def _open(block: Block, slots: Slots, rows: Ints, opened: Ints, carried: Ints | int) -> None:
    rate = np.round(catalogue.column("rate")[slots.product[rows]] * 1e8).astype(np.int64)
    slots.account[rows] = block.accounts.open(
        slots.owner[rows], slots.product[rows], opened, rate_e8=rate, carried=carried
    )


def _trade(block: Block, slots: Slots, month: int, chance: np.random.Generator) -> None:
    """Buy or sell where what is held is far from what is wanted; sell all before closing."""
    last = int(block.plan.month_first[month + 1]) - 1
    wanted = target(block, slots, month)
    day = block.workday_in(month, len(slots), chance)
    closing = block.closes[slots.owner] - LAST_TRADE
    ends = (closing <= last) & (slots.account >= 0)
    ends &= block.accounts.closed[slots.account] < 0
    leaving = block.remaining(slots.owner, last) < LEAVING_BELOW
    likely = np.where(leaving, TRADES_WHEN_LEAVING, TRADES_A_MONTH)
    likely = np.where(block.asleep[slots.owner] & ~leaving, 0.0, likely)
    far = np.abs(wanted - slots.amount) > WORTH_A_TRADE * np.maximum(wanted, slots.amount)
    acts = far & (chance.random(len(slots)) < likely) & (day < closing)
    _sell(block, slots, np.flatnonzero(acts & (wanted < slots.amount) & ~ends), wanted, day)
    _sell(block, slots, np.flatnonzero(ends), wanted * 0, np.maximum(closing, 0))
    buys = acts & (wanted > slots.amount) & (day >= block.came[slots.owner] + 2)
    buys &= ~block.signalling(slots.owner, day)
    _buy(block, slots, np.flatnonzero(buys), wanted, day)
    closed = np.flatnonzero(ends)
    block.accounts.closed[slots.account[closed]] = np.maximum(closing, 0)[closed]


def _steps(slots: Slots, rows: Ints, amount: Ints) -> Ints:
    """Rounded down to whole steps of the product."""
    step = catalogue.column("step")[slots.product[rows]] * 100
    return amount // step * step


def _kind(slots: Slots, rows: Ints, foreign: str, other: str) -> list[tuple[str, Ints]]:
    is_foreign = catalogue.column("family")[slots.product[rows]] == "demand_deposit"
    return [(foreign, rows[is_foreign]), (other, rows[~is_foreign])]


def _sell(block: Block, slots: Slots, rows: Ints, wanted: Ints, day: Ints) -> None:
    """Down to what is wanted; the proceeds go to the current account, in yuan."""
    for kind, mine in _kind(slots, rows, "fx_sale", "redemption"):
        held, goal = slots.amount[mine], wanted[mine]
        amount = np.where(goal == 0, held, _steps(slots, mine, held - goal))
        yuan = np.floor(amount * fx_rate(block, slots.product[mine], day[mine])).astype(np.int64)
        second = block.bookings.add(kind, slots.account[mine], day[mine], -amount)
        block.bookings.add(kind, slots.owner[mine], day[mine], yuan, second=second + 1)
        slots.amount[mine] = held - amount


def _buy(block: Block, slots: Slots, rows: Ints, wanted: Ints, day: Ints) -> None:
    """Up to what is wanted, paid for from the current account; the first time opens the place."""
    new = rows[slots.account[rows] < 0]
    _open(block, slots, new, day[new], 0)
    for kind, mine in _kind(slots, rows, "fx_purchase", "purchase"):
        amount = _steps(slots, mine, wanted[mine] - slots.amount[mine])
        yuan = np.ceil(amount * fx_rate(block, slots.product[mine], day[mine])).astype(np.int64)
        second = block.bookings.add(kind, slots.owner[mine], day[mine], -yuan)
        block.bookings.add(kind, slots.account[mine], day[mine], amount, second=second + 1)
        slots.amount[mine] += amount


def _revalue(block: Block, slots: Slots, month: int) -> None:
    """The month's return on its last day; foreign currency earns interest each quarter."""
    last = int(block.plan.month_first[month + 1]) - 1
    change = np.round(slots.amount * _returns(block, slots, month)).astype(np.int64)
    change = np.maximum(change, -(slots.amount * 9 // 10))
    foreign = catalogue.column("family")[slots.product] == "demand_deposit"
    for kind, rows in (("interest", foreign), ("revaluation", ~foreign)):
        mine = np.flatnonzero(rows & (slots.amount > 0))
        day = np.full(len(mine), last)
        block.bookings.add(kind, slots.account[mine], day, change[mine])
        slots.amount[mine] += change[mine]


def _returns(block: Block, slots: Slots, month: int) -> Floats:
    family, risk = catalogue.column("family")[slots.product], catalogue.risk_number()[slots.product]
    due = block.plan.date(int(block.plan.month_first[month])).month in INTEREST_MONTHS
    returns = catalogue.column("rate")[slots.product] / 4 * due
    for name, monthly in block.bank.market.returns.items():
        bold = np.maximum(risk - 1, 1) / (NEUTRAL_FUND_RISK - 1) if name == "fund" else 1.0
        returns = np.where(family == name, monthly[month] * bold, returns)
    return returns
