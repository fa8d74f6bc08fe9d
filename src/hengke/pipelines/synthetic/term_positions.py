"""Deposits, wealth products, trusts and bonds with a maturity: bought, matured, rolled or not."""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.fate import QUICK
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints
from hengke.pipelines.synthetic.portfolio import Slots, fx_rate, target

FILLED_AT_START, ROLLS, ROLLS_WHEN_LEAVING = 0.82, 0.93, 0.12
ROLLS_UNCHANGED, MOST_GROWTH, LEAST_KEPT = 0.55, 1.5, 0.5
REFILLS_A_MONTH, BREAKS_A_MONTH, BREAK_WHEN_BELOW = 0.16, 0.55, 0.7
BREAK_RATE_E8 = 100_000  # interest paid on a deposit that is broken: the current account's rate
BREAKABLE = ("term_deposit", "certificate", "bond")
EVEN_PAUSE_DAYS = 6  # a new wealth product starts up to so many days after the old one ended


def live(block: Block, slots: Slots) -> None:
    """Books every month of every place; opens a new account for each certificate or period."""
    chance = block.chance("term positions")
    _fill_at_start(block, slots, chance)
    for month in range(block.plan.month_count):
        last = int(block.plan.month_first[month + 1]) - 1
        _break_early(block, slots, month, chance)
        due = np.flatnonzero((slots.account >= 0) & (slots.until <= last))
        _mature(block, slots, due, month, chance)
        _refill(block, slots, due, month, chance)


def _fill_at_start(block: Block, slots: Slots, chance: np.random.Generator) -> None:
    """Old customers bring running certificates along; maturities lie anywhere ahead."""
    amount = target(block, slots, 0)
    filled = (amount > 0) & (block.came[slots.owner] < 0)
    filled &= chance.random(len(slots)) < FILLED_AT_START
    rows = np.flatnonzero(filled)
    days = catalogue.column("days")[slots.product[rows]]
    opened = -(chance.random(len(rows)) * days).astype(np.int64) - 1
    opened = np.maximum(opened, block.came[slots.owner[rows]])
    _open(block, slots, rows, amount[rows], opened, carried=True)


def _open(
    block: Block, slots: Slots, rows: Ints, amount: Ints, opened: Ints, *, carried: bool = False
) -> None:
    product = slots.product[rows]
    until = _maturity(block, product, opened)
    rate = catalogue.column("rate")[product] + 0.0001 * (slots.owner[rows] % 11)
    slots.account[rows] = block.accounts.open(
        slots.owner[rows], product, opened, matures=until,
        rate_e8=np.round(rate * 1e8).astype(np.int64), principal=amount,
        carried=amount if carried else 0,
    )  # fmt: skip
    slots.amount[rows], slots.until[rows] = amount, until


def _maturity(block: Block, product: Ints, opened: Ints) -> Ints:
    """Deposits end on the same day whatever it is; everything else on a workday."""
    until = opened + catalogue.column("days")[product]
    inside = (until >= 0) & (until < block.plan.days)
    inside &= ~np.isin(catalogue.column("family")[product], ("term_deposit", "certificate"))
    until[inside] = block.plan.next_workday[until[inside]]
    return until


def _mature(block: Block, slots: Slots, due: Ints, month: int, chance: np.random.Generator) -> None:
    """Pay out, then roll into a new account where the customer stays and wants to."""
    day = slots.until[due].copy()
    old = slots.amount[due].copy()
    opened = block.accounts.opened[slots.account[due]]
    rate = block.accounts.rate_e8[slots.account[due]] / 1e8
    _pay_out(block, slots, due, day, np.round(old * rate * (day - opened) / 365), "maturity")
    wanted = target(block, slots, min(month + 1, block.plan.month_count - 1))[due]
    leaving = block.signalling(slots.owner[due], day)
    willing = chance.random(len(due)) < np.where(leaving, ROLLS_WHEN_LEAVING, ROLLS)
    willing &= (wanted >= old * LEAST_KEPT) & (wanted > 0)
    asleep = block.asleep[slots.owner[due]] & ~leaving
    willing |= asleep  # rolls by itself
    unchanged = (chance.random(len(due)) < ROLLS_UNCHANGED) & (wanted > 0.75 * old) | asleep
    step = catalogue.column("step")[slots.product[due]] * 100
    grown = np.floor(np.minimum(wanted, old * MOST_GROWTH) / step) * step
    amount = np.where(unchanged, old, grown).astype(np.int64)
    deposit = np.isin(catalogue.column("family")[slots.product[due]], ("term_deposit",))
    pause = np.where(deposit, 0, chance.integers(0, EVEN_PAUSE_DAYS, len(due)))
    start = block.plan.next_workday[np.minimum(day + pause, block.plan.days - 1)]
    start = np.where(deposit, day, start)
    _buy(block, slots, due[willing], amount[willing], start[willing])


def _pay_out(
    block: Block, slots: Slots, rows: Ints, day: Ints, interest: Floats, kind: str
) -> None:
    """Interest on the certificate, then all of it to the current account, in yuan where foreign."""
    account, owner = slots.account[rows], slots.owner[rows]
    extra = np.maximum(interest, 0).astype(np.int64)
    night = block.bookings.add("interest", account, day, extra)
    total = slots.amount[rows] + extra
    second = np.maximum(block.bookings.seconds(kind, len(rows)), night + 1)
    block.bookings.add(kind, account, day, -total, second=second)
    yuan = np.floor(total * fx_rate(block, slots.product[rows], day)).astype(np.int64)
    block.bookings.add(kind, owner, day, yuan, second=second)
    block.accounts.closed[account] = day
    slots.account[rows], slots.amount[rows] = -1, 0


def _buy(block: Block, slots: Slots, rows: Ints, amount: Ints, day: Ints) -> None:
    """A new account, paid for from the current account."""
    fits = (amount > 0) & (day < block.plan.days) & (day < block.closes[slots.owner[rows]] - 5)
    rows, amount, day = rows[fits], amount[fits], day[fits]
    _open(block, slots, rows, amount, day)
    second = block.bookings.seconds("purchase", len(rows))
    yuan = np.ceil(amount * fx_rate(block, slots.product[rows], day)).astype(np.int64)
    block.bookings.add("purchase", slots.owner[rows], day, -yuan, second=second)
    block.bookings.add("purchase", slots.account[rows], day, amount, second=second + 1)


def _refill(
    block: Block, slots: Slots, just_ended: Ints, month: int, chance: np.random.Generator
) -> None:
    """Empty places are filled now and then, at once by the newly come; not by those who leave."""
    day = block.workday_in(month, len(slots), chance)
    last = block.plan.month_first[month + 1] - 1
    new = (block.came[slots.owner] >= 0) & (block.came[slots.owner] > last - 130)
    likely = np.where(new, 2.2 * REFILLS_A_MONTH, REFILLS_A_MONTH)
    empty = (slots.account < 0) & (chance.random(len(slots)) < likely)
    empty[just_ended] = False
    empty &= ~block.asleep[slots.owner]
    empty &= (day >= block.came[slots.owner] + 2) & ~block.signalling(slots.owner, day)
    rows = np.flatnonzero(empty)
    _buy(block, slots, rows, target(block, slots, month)[rows], day[rows])


def _break_early(block: Block, slots: Slots, month: int, chance: np.random.Generator) -> None:
    """Who needs the money quickly breaks deposits; who closes gives up everything before."""
    last = int(block.plan.month_first[month + 1]) - 1
    reason = block.of(block.bank.fate.reason)[slots.owner]
    hurried = np.isin(reason, QUICK) & (block.remaining(slots.owner, last) < BREAK_WHEN_BELOW)
    hurried &= np.isin(catalogue.column("family")[slots.product], BREAKABLE)
    hurried &= chance.random(len(slots)) < BREAKS_A_MONTH
    day = np.maximum(block.workday_in(month, len(slots), chance), _leaves(block, slots.owner) + 1)
    closing = block.closes[slots.owner] - 4
    ends = closing <= last
    day = np.where(ends | (day > closing), np.maximum(closing, 0), day)
    gone: Flags = (slots.account >= 0) & (ends | hurried) & (slots.until > day) & (day <= last)
    rows = np.flatnonzero(gone)
    held = day[rows] - block.accounts.opened[slots.account[rows]]
    rows, held = rows[held > 0], held[held > 0]
    interest = np.round(slots.amount[rows] * (BREAK_RATE_E8 / 1e8) * held / 365)
    _pay_out(block, slots, rows, day[rows], interest, "early_withdrawal")


def _leaves(block: Block, owner: Ints) -> Ints:
    return np.minimum(block.of(block.bank.fate.leaves_from)[owner], block.plan.days)
