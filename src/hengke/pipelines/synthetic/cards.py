"""Credit cards: spending, a statement each month, paid in full, in part, or not."""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.debts import Debts, borrowers, with_arrears
from hengke.pipelines.synthetic.plan import Flags, Ints

HOLDS = (0.10, 0.20, 0.34, 0.42, 0.40, 0.35)
SPENDINGS_A_MONTH = (0.0, 0.5, 1.2, 2.6)  # by activity, for a bank of the usual volume
SPENDING_SHARE, SPENDING_SPREAD = 0.035, 0.8  # of the monthly income
LIMIT_INCOMES, LEAST_LIMIT, MOST_LIMIT = 3.0, 5_000, 200_000
REVOLVES = 0.18  # of the holders: pay a part only
PAYS_AT_LEAST, PAYS_AT_MOST = 0.10, 0.45


def live(block: Block) -> Debts:
    """Books every month of every card; the balance is what is owed, negative."""
    chance = block.chance("cards")
    may = borrowers(block) & ~block.of(block.people.firm) & (block.of(block.people.age) <= 75)
    owner = np.flatnonzero(may & (chance.random(block.size) < np.array(HOLDS)[block.band]))
    opened = block.came[owner] + chance.integers(20, 1_800, len(owner))
    kept = opened < block.plan.end_day - 30
    owner, opened = owner[kept], opened[kept]
    income = block.of(block.people.income)[owner]
    yuan = np.clip(np.round(income * LIMIT_INCOMES, -3), LEAST_LIMIT, MOST_LIMIT)
    limit = (yuan * 100).astype(np.int64)
    product = catalogue.index("K001")
    rate = catalogue.PRODUCTS[product].rate
    account = block.accounts.open(
        owner, product, opened, rate_e8=round(rate * 1e8), principal=limit
    )
    debts = with_arrears(block, owner, account, opened, chance)
    revolves = chance.random(len(owner)) < REVOLVES
    owed = np.zeros(len(owner), np.int64)
    for month in range(block.plan.month_count):
        owed = owed - _pay(block, debts, owed, revolves, month, chance)
        owed = owed + _charge(block, debts, owed, month)
        owed = owed + _spend(block, debts, limit - owed, opened, month, chance)
    return debts


def _pay(
    block: Block, debts: Debts, statement: Ints, revolves: Flags, month: int,
    chance: np.random.Generator,
) -> Ints:  # fmt: skip
    """What is paid on the due day: all of the last statement, or a part, or nothing."""
    part = np.where(revolves, chance.uniform(PAYS_AT_LEAST, PAYS_AT_MOST, len(debts)), 1.0)
    pays = np.ceil(statement * part).astype(np.int64)
    pays = np.where(debts.skipped[:, month], 0, np.minimum(pays, statement))
    day = debts.due_day(block.plan, month)
    second = block.bookings.add("card_repayment", debts.owner, day, -pays)
    block.bookings.add("card_repayment", debts.account, day, pays, second=second)
    return pays


def _charge(block: Block, debts: Debts, carried_on: Ints, month: int) -> Ints:
    """Interest for a month on what was left open: by those who pay in part, or skip."""
    rate = block.accounts.rate_e8[debts.account] / 1e8 / 12
    interest = np.round(carried_on * rate).astype(np.int64)
    block.bookings.add("interest", debts.account, debts.due_day(block.plan, month), -interest)
    return interest


def _spend(
    block: Block, debts: Debts, room: Ints, opened: Ints, month: int, chance: np.random.Generator
) -> Ints:
    """Spending of a month, within the limit; none while payments are skipped."""
    usual = np.array(SPENDINGS_A_MONTH)[block.of(block.people.activity)[debts.owner]]
    usual = usual * block.plan.volume
    counts = chance.poisson(np.where(debts.skipped[:, month], 0.0, usual))
    row = np.repeat(np.arange(len(debts)), counts)
    first, past = block.plan.month_first[month], block.plan.month_first[month + 1]
    day = chance.integers(first, past, len(row))
    income = block.of(block.people.income)[debts.owner[row]]
    drawn = SPENDING_SHARE * income * np.exp(SPENDING_SPREAD * chance.standard_normal(len(row)))
    most = np.maximum(room[row], 0) // np.maximum(counts[row], 1)
    amount = np.minimum(np.round(drawn * 100).astype(np.int64), most)
    amount = np.where(day > opened[row], amount, 0)
    block.bookings.add("card_spending", debts.account[row], day, -amount)
    return np.bincount(row, amount, minlength=len(debts)).astype(np.int64)
