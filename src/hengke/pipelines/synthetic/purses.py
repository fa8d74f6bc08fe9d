"""What is known of every current account before its transfers are made: the days, and the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.bookings import Columns
from hengke.pipelines.synthetic.plan import Floats, Ints
from hengke.pipelines.synthetic.portfolio import fx_rate

DAY_SECONDS = 86_400
POCKET_SHARE, POCKET_MOST = 0.02, 30_000  # what always stays, of the assets wanted, in fen


@dataclass
class Purses:
    """Current accounts on their way through the months; one row per customer, fen.

    `flow` is the sum of a day's bookings, `low` the lowest point within the day, as seen from its
    beginning (0 or less); `held` what lies in positions at month ends; `cash` the balance at the
    end of the month before; `balance_days` what has earned interest since the last was paid.
    """

    flow: Ints
    low: Ints
    held: Ints
    cash: Ints
    balance_days: Ints


def purses_of(block: Block) -> Purses:
    made = block.bookings.all()
    flow, low = _days(block, made)
    held = _held(block, made)
    cash = _brought_along(block, held)
    return Purses(flow, low, held, cash, np.zeros(block.size, np.int64))


def pocket(wanted: Floats) -> Ints:
    """The least that somebody with these assets (yuan) keeps on the current account."""
    return np.minimum(wanted * 100 * POCKET_SHARE, POCKET_MOST).astype(np.int64)


def _days(block: Block, made: Columns) -> tuple[Ints, Ints]:
    """Sum and lowest point of every day, customers x days."""
    days = block.plan.days
    mine = np.flatnonzero(made.account < block.size)
    at = made.account[mine] * days + made.day[mine]
    order = np.argsort(at * DAY_SECONDS + made.second[mine], kind="stable")
    at, amount = at[order], made.amount[mine][order]
    flow, low = np.zeros((2, block.size * days), np.int64)
    if len(at):
        starts = np.flatnonzero(np.diff(at, prepend=-1))
        running = np.cumsum(amount)
        before = np.repeat(running[starts] - amount[starts], np.diff(starts, append=len(at)))
        flow[at[starts]] = np.add.reduceat(amount, starts)
        low[at[starts]] = np.minimum(np.minimum.reduceat(running - before, starts), 0)
    return flow.reshape(-1, days), low.reshape(-1, days)


def _held(block: Block, made: Columns) -> Ints:
    """Positions in fen at every month end, at the rates at which they were booked."""
    accounts, months = block.accounts, block.plan.month_count
    position = catalogue.is_asset()[accounts.product]
    position[: block.size] = False
    rows = np.flatnonzero(position[made.account])
    account, day = made.account[rows], made.day[rows]
    yuan = made.amount[rows] * fx_rate(block, accounts.product[account], day)
    at = accounts.owner[account] * months + block.plan.month_of_day[day]
    moved = np.bincount(at, yuan, minlength=block.size * months).reshape(-1, months)
    mine = np.flatnonzero(position)
    value = accounts.carried[mine] * fx_rate(block, accounts.product[mine], 0)
    carried = np.bincount(accounts.owner[mine], value, minlength=block.size)
    return np.round(carried[:, None] + np.cumsum(moved, axis=1)).astype(np.int64)


def _brought_along(block: Block, held: Ints) -> Ints:
    """Cash on the evening before the book begins, of those who were already here."""
    wanted = block.wanted[:, 0]
    rest = (wanted * 100).astype(np.int64) - held[:, 0]
    return np.where(block.came < 0, np.maximum(rest, pocket(wanted)), 0)
