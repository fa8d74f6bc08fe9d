"""Mortgages, consumer loans and loans to small firms: paid out, repaid by equal instalments.

The balance of a loan account is what the customer owes, negative, interest included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.debts import Debts, borrowers, with_arrears
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints

MONTH_DAYS = 30.4375
SETTLING_DAYS = 30  # nobody gets a loan sooner after coming
OLDEST_LOAN_DAYS = 9 * 365
FIRST_DUE_AFTER = 15  # days from the payout to the first instalment, at least


@dataclass(frozen=True)
class Lending:
    """Who gets a loan of one kind: how likely by band, how large, for how long."""

    code: str
    likely: tuple[float, ...]
    firms: bool
    incomes: tuple[float, float]  # the principal, in monthly incomes
    terms: tuple[int, ...]  # months
    spent_as: str  # where the money goes
    spent_within: int  # days after the payout
    oldest: int  # age of a borrower
    step: int  # of the principal, in yuan


LENDINGS = (
    Lending("L001", (0.035, 0.11, 0.15, 0.12, 0.08, 0.05), False, (45, 110), (240, 300, 360),
            "transfer_out", 0, 58, 10_000),
    Lending("L002", (0.045, 0.06, 0.05, 0.03, 0.02, 0.01), False, (3, 14), (12, 24, 36),
            "transfer_out", 12, 62, 1_000),
    Lending("L003", (0.12, 0.22, 0.30, 0.35, 0.30, 0.25), True, (3, 20), (12, 24, 36),
            "business_payment", 20, 200, 10_000),
)  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """Loans to be paid out: one entry each; `term` in months, `principal` in fen."""

    owner: Ints
    product: Ints
    opened: Ints
    term: Ints
    principal: Ints


@dataclass
class Loans:
    """Running state, one entry per loan; fen."""

    debts: Debts
    opened: Ints
    monthly_rate: Floats
    instalment: Ints
    owed: Ints
    missed: Ints  # instalments not paid


def live(block: Block) -> Debts:
    """Books payouts, interest and repayments of every month."""
    chance = block.chance("loans")
    loans = _granted(block, chance)
    for month in range(block.plan.month_count):
        _month(block, loans, month)
    return loans.debts


def _granted(block: Block, chance: np.random.Generator) -> Loans:
    """Loans in force somewhere in the book, also those from years before it."""
    parts = [_wished(block, lending, chance) for lending in LENDINGS]
    names = Wishes.__dataclass_fields__
    wishes = Wishes(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    for lending, part in zip(LENDINGS, parts, strict=True):
        _spend(block, lending, part, chance)
    return _paid_out(block, wishes, chance)


def _wished(block: Block, lending: Lending, chance: np.random.Generator) -> Wishes:
    owner = np.flatnonzero(_likely(block, lending, chance))
    term = chance.choice(lending.terms, len(owner))
    span = np.minimum(term * MONTH_DAYS * 0.95, OLDEST_LOAN_DAYS)
    day = chance.uniform(-span, block.plan.end_day).astype(np.int64)
    day = np.maximum(day, block.came[owner] + SETTLING_DAYS)
    inside = (day >= 0) & (day < block.plan.days)
    day[inside] = block.plan.next_workday[day[inside]]
    incomes = chance.uniform(*lending.incomes, len(owner))
    steps = np.ceil(block.of(block.people.income)[owner] * incomes / lending.step)
    principal = (steps * lending.step * 100).astype(np.int64)
    product = np.full(len(owner), catalogue.index(lending.code))
    kept = day < block.plan.end_day
    return Wishes(owner[kept], product[kept], day[kept], term[kept], principal[kept])


def _likely(block: Block, lending: Lending, chance: np.random.Generator) -> Flags:
    fits = borrowers(block) & (block.of(block.people.firm) == lending.firms)
    fits &= block.of(block.people.age) <= lending.oldest
    return fits & (chance.random(block.size) < np.array(lending.likely)[block.band])


def _spend(block: Block, lending: Lending, wishes: Wishes, chance: np.random.Generator) -> None:
    """A house is paid on the day of the payout; everything else within some days."""
    soonest = min(1, lending.spent_within)
    later = chance.integers(soonest, lending.spent_within + 1, len(wishes.owner))
    day = np.minimum(wishes.opened + later, block.plan.days - 1)
    spent = np.where(wishes.opened >= 0, -wishes.principal, 0)
    block.bookings.add(lending.spent_as, wishes.owner, day, spent)


def _paid_out(block: Block, wishes: Wishes, chance: np.random.Generator) -> Loans:
    """Open the accounts; old loans carry what is left after the instalments already paid."""
    count, opened, principal = len(wishes.owner), wishes.opened, wishes.principal
    yearly = catalogue.column("rate")[wishes.product] + 0.0005 * chance.integers(0, 14, count)
    rate = yearly / 12
    growth = (1 + rate) ** wishes.term
    instalment = np.ceil(principal * rate * growth / (growth - 1)).astype(np.int64)
    paid = np.clip(-opened / MONTH_DAYS, 0, wishes.term - 1).astype(np.int64)
    left = np.round(principal * (growth - (1 + rate) ** paid) / (growth - 1)).astype(np.int64)
    matures = opened + np.round(wishes.term * MONTH_DAYS).astype(np.int64)
    account = block.accounts.open(
        wishes.owner, wishes.product, opened, matures=matures, principal=principal,
        rate_e8=np.round(yearly * 1e8).astype(np.int64), carried=np.where(opened < 0, -left, 0),
    )  # fmt: skip
    block.bookings.add("loan_payout", account, opened, -principal)
    block.bookings.add("loan_payout", wishes.owner, opened, principal)
    debts = with_arrears(block, wishes.owner, account, opened, chance)
    return Loans(debts, opened, rate, instalment, left, np.zeros(count, np.int64))


def _month(block: Block, loans: Loans, month: int) -> None:
    """Interest on the due day; then the instalment, or all missed ones with it, or nothing."""
    debts, day = loans.debts, loans.debts.due_day(block.plan, month)
    rows = np.flatnonzero((loans.owed > 0) & (day >= loans.opened + FIRST_DUE_AFTER))
    day, skips = day[rows], debts.skipped[rows, month]
    interest = np.round(loans.owed[rows] * loans.monthly_rate[rows]).astype(np.int64)
    due = loans.owed[rows] + interest
    asked = loans.instalment[rows] * (1 + loans.missed[rows])
    last = due - asked < loans.instalment[rows] // 10
    pays = np.where(skips, 0, np.where(last, due, asked))
    account, owner = debts.account[rows], debts.owner[rows]
    block.bookings.add("interest", account, day, -interest)
    second = block.bookings.add("loan_repayment", owner, day, -pays)
    block.bookings.add("loan_repayment", account, day, pays, second=second)
    loans.owed[rows] = due - pays
    loans.missed[rows] = np.where(skips, loans.missed[rows] + 1, 0)
    settled = rows[loans.owed[rows] == 0]
    block.accounts.closed[debts.account[settled]] = debts.due_day(block.plan, month)[settled]
