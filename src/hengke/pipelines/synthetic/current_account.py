"""The current account: where everything meets, and the transfers that keep it sound.

Money comes in from outside before it is lacking, and goes out or comes in so that all assets
together follow `fate.wanted`; what is locked in positions is followed by the rest. The account is
never overdrawn, at no booking of no day.
"""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.bookings import (
    ANY,
    COMPANY,
    COUNTER,
    MOBILE,
    OTHER_BANK,
    PERSON,
)  # fmt: skip
from hengke.pipelines.synthetic.people import DORMANT
from hengke.pipelines.synthetic.plan import Flags, Ints
from hengke.pipelines.synthetic.purses import Purses, pocket, purses_of
from hengke.pipelines.synthetic.wealth import GOLD

STEERS_A_MONTH = np.array([0.0, 0.30, 0.60, 0.80])  # by activity
UPPER_STEERS, LEAVERS_STEER, LEAVING_BELOW = 0.9, 0.97, 0.999
TOLERANCE = np.array([0.0, 0.15, 0.08, 0.04])  # of the assets wanted
LEAST_TRANSFER = 20_000
OPENING_SHARE, LEAST_OPENING = 0.2, 10  # of the assets, yuan
FROM_OTHER_BANK = 0.65  # of the transfers, the rest to and from persons; firms: companies
INTEREST_DAY, INTEREST_MONTHS, INTEREST_YEAR = 20, (3, 6, 9, 12), 360


def open_all(block: Block) -> None:
    """One current account per customer, of the same number, with a first deposit."""
    product = catalogue.index("D001")
    rate = round(catalogue.PRODUCTS[product].rate * 1e8)
    numbers = block.accounts.open(np.arange(block.size), product, block.came, rate_e8=rate)
    assets = block.of(block.bank.wealth.assets)
    share = np.where(block.asleep, 1.0, OPENING_SHARE)
    yuan = np.maximum(np.round(assets * share, -1), LEAST_OPENING)
    block.bookings.add("opening_deposit", numbers, block.came, (yuan * 100).astype(np.int64))
    block.accounts.closed[:] = np.where(block.closes < block.plan.days, block.closes, -1)


def balance(block: Block) -> None:
    """Adds the transfers and the interest, month by month, and what is carried into day 0."""
    chance = block.chance("current account")
    purses = purses_of(block)
    block.accounts.carried[: block.size] = purses.cash
    for month in range(block.plan.month_count):
        _month(block, purses, month, chance)


def _month(block: Block, purses: Purses, month: int, chance: np.random.Generator) -> None:
    first, past = block.plan.month_first[month], block.plan.month_first[month + 1]
    flow, low = purses.flow[:, first:past], purses.low[:, first:past]
    before = purses.cash[:, None] + np.cumsum(flow, axis=1) - flow
    extra = np.zeros_like(flow)
    _bring_what_lacks(block, purses, before, low, extra, int(first), chance)
    _steer(block, purses, before, low, extra, month, chance)
    evening = before + flow + np.cumsum(extra, axis=1)
    _pay_interest(block, purses, evening, month)
    _empty_closed(block, evening, int(first))
    purses.cash = evening[:, -1].copy()


def _bring_what_lacks(
    block: Block, purses: Purses, before: Ints, low: Ints, extra: Ints, first: int,
    chance: np.random.Generator,
) -> None:  # fmt: skip
    """One transfer on the day before the first lack, enough for the month and a little more."""
    lowest = before + low
    short = -lowest.min(axis=1)
    rows = np.flatnonzero(short > 0)
    amount = np.ceil(short[rows] * chance.uniform(1.02, 1.3, len(rows)) / 5_000) * 5_000
    amount = amount.astype(np.int64)
    day = first + (lowest[rows] < 0).argmax(axis=1) - 1
    second = block.bookings.seconds("transfer_in", len(rows))
    block.bookings.add("transfer_in", rows, day, amount, second=second)
    inside = day >= first
    extra[rows[inside], day[inside] - first] += amount[inside]
    earlier = rows[~inside]  # the evening before the month, or before the book
    before[earlier] += amount[~inside, None]
    if first == 0:
        block.accounts.carried[earlier] += amount[~inside]
    else:
        purses.balance_days[earlier] += amount[~inside]


def _steer(
    block: Block, purses: Purses, before: Ints, low: Ints, extra: Ints, month: int,
    chance: np.random.Generator,
) -> None:  # fmt: skip
    """One transfer towards the assets wanted; out only what no later day of the month needs."""
    first, days = int(block.plan.month_first[month]), before.shape[1]
    earliest = np.clip(block.came + 1 - first, 0, days - 1)
    at = earliest + (chance.random(block.size) * (days - earliest)).astype(np.int64)
    lack = _lack(block, purses, before, extra, month)
    wishes = _wishes(block, lack, month, chance)
    wishes &= block.present(np.arange(block.size), first + at)
    path = before + low + np.cumsum(extra, axis=1) - np.maximum(extra, 0)
    room = np.minimum.accumulate(path[:, ::-1], axis=1)[:, ::-1]
    most = np.maximum(room[np.arange(block.size), at], 0)
    amount = _plain(np.where(lack < 0, np.minimum(-lack, most), lack))
    rows = np.flatnonzero(wishes & (amount >= LEAST_TRANSFER // 4))
    signed = np.where(lack < 0, -amount, amount)[rows]
    extra[rows, at[rows]] += signed
    other = np.where(chance.random(len(rows)) < FROM_OTHER_BANK, OTHER_BANK, PERSON)
    other = np.where(block.of(block.people.firm)[rows], COMPANY, other)
    asleep = block.asleep[rows]
    for kind, chosen in (("transfer_in", signed > 0), ("transfer_out", signed < 0)):
        for channel, which in ((ANY, chosen & ~asleep), (MOBILE, chosen & asleep)):
            mine = rows[which]
            day = first + at[mine]
            block.bookings.add(kind, mine, day, signed[which], party=other[which], channel=channel)


def _lack(block: Block, purses: Purses, before: Ints, extra: Ints, month: int) -> Ints:
    """What the month's last evening lacks of the assets wanted; negative: what is too much."""
    wanted = block.wanted[:, month]
    goal = np.maximum((wanted * 100).astype(np.int64) - purses.held[:, month], pocket(wanted))
    past = block.plan.month_first[month + 1]
    last_flow = purses.flow[:, past - 1]
    return goal - (before[:, -1] + last_flow + extra.sum(axis=1))


def _wishes(block: Block, lack: Ints, month: int, chance: np.random.Generator) -> Flags:
    """Who cares this month: the busy and the wealthy mostly, leavers nearly always, no sleeper."""
    last = int(block.plan.month_first[month + 1]) - 1
    everyone = np.arange(block.size)
    activity = block.of(block.people.activity)
    leaving = (block.remaining(everyone, last) < LEAVING_BELOW) & (lack < 0)
    likely = STEERS_A_MONTH[activity]
    likely = np.where((block.band >= GOLD) & (activity > DORMANT), UPPER_STEERS, likely)
    likely = np.where(leaving, LEAVERS_STEER, likely)
    tolerance = np.where(leaving, 0.02, TOLERANCE[activity])
    far = np.abs(lack) > tolerance * block.wanted[:, month] * 100 + LEAST_TRANSFER
    return far & (chance.random(block.size) < likely)


def _plain(amount: Ints) -> Ints:
    """Two figures and zeros, as people write transfers; whole yuan."""
    safe = np.maximum(amount, 100)
    step = np.maximum(10 ** (np.floor(np.log10(safe)).astype(np.int64) - 1), 100)
    return amount // step * step


def _pay_interest(block: Block, purses: Purses, evening: Ints, month: int) -> None:
    """Each quarter, on the balances of its days; changes `evening` from the day after on."""
    plan = block.plan
    first = int(plan.month_first[month])
    if plan.date(first).month not in INTEREST_MONTHS:
        purses.balance_days += evening.sum(axis=1)
        return
    counted = purses.balance_days + evening[:, :INTEREST_DAY].sum(axis=1)
    rate_e8 = block.accounts.rate_e8[: block.size]
    interest = np.round(counted * (rate_e8 / 1e8) / INTEREST_YEAR).astype(np.int64)
    day = first + INTEREST_DAY
    here = (block.came <= day) & (day < block.closes)
    interest = np.where(here, np.maximum(interest, 0), 0)
    block.bookings.add("interest", np.arange(block.size), np.full(block.size, day), interest)
    evening[:, INTEREST_DAY:] += interest[:, None]
    purses.balance_days = evening[:, INTEREST_DAY:].sum(axis=1)


def _empty_closed(block: Block, evening: Ints, first: int) -> None:
    """Everything goes out on the day on which the account is closed."""
    past = first + evening.shape[1]
    rows = np.flatnonzero((block.closes >= first) & (block.closes < past))
    at = block.closes[rows] - first
    amount = evening[rows, at]
    block.bookings.add(
        "transfer_out", rows, block.closes[rows], -amount, party=OTHER_BANK, channel=COUNTER
    )
    evening[rows] = np.where(np.arange(evening.shape[1]) >= at[:, None], 0, evening[rows])
