"""Money comes in before it is lacking; nothing is ever overdrawn, not even within a day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hengke.pipelines.synthetic import current_account
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.fate import NEVER
from hengke.pipelines.synthetic.ledger import Ledger, settle
from hengke.pipelines.synthetic.people import BUSY, DORMANT
from hengke.pipelines.synthetic.plan import Plan
from hengke.pipelines.synthetic.world import World, make_world

CUSTOMERS = 40


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(Plan(customers=CUSTOMERS, seed=1, months=3))


@pytest.fixture
def block(world: World) -> Block:
    """Everybody was here before, is busy, stays, and wants to hold 1,000.00."""
    plan, people, fate = world.bank.plan, world.bank.people, world.bank.fate
    everybody = np.ones(CUSTOMERS, np.int64)
    busy = replace(people, came=-100 * everybody, activity=BUSY * everybody)
    stays = replace(
        fate, leaves_from=NEVER * everybody, signals_from=NEVER * everybody, reason=-everybody,
        closes=NEVER * everybody, wanted=np.full((CUSTOMERS, plan.month_count), 1_000.0),
    )  # fmt: skip
    found = Block(replace(world.bank, people=busy, fate=stays), 0, 0, CUSTOMERS)
    current_account.open_all(found)
    return found


def book(block: Block, kind: str, day: int, yuan: int, second: int) -> None:
    everybody = np.arange(CUSTOMERS)
    at = np.full(CUSTOMERS, second)
    block.bookings.add(kind, everybody, everybody * 0 + day, everybody * 0 + yuan * 100, second=at)


def balanced(block: Block) -> Ledger:
    current_account.balance(block)
    return settle(block)


def test_a_payment_larger_than_the_balance_is_covered_the_day_before(block: Block) -> None:
    book(block, "rent", 20, -5_000, 40_000)
    ledger = balanced(block)
    assert ledger.balance.min() >= 0
    rows = ledger.rows
    came_in = rows.day[(rows.amount >= 400_000) & (rows.account == 3)]
    assert came_in.tolist() == [19]


def test_salary_later_on_the_same_day_does_not_excuse_an_overdraft(block: Block) -> None:
    book(block, "rent", 20, -5_000, 30_000)
    book(block, "salary", 20, 5_000, 40_000)
    ledger = balanced(block)
    assert ledger.balance.min() >= 0


def test_what_lacks_on_the_first_day_was_brought_along(block: Block) -> None:
    book(block, "rent", 0, -5_000, 40_000)
    ledger = balanced(block)
    assert ledger.balance.min() >= 0
    assert block.accounts.carried[:CUSTOMERS].min() >= 500_000


def test_money_that_is_not_wanted_here_goes_out_again(block: Block) -> None:
    book(block, "salary", 2, 90_000, 40_000)
    ledger = balanced(block)
    at_end = ledger.balances_on(block.plan.end_day)
    assert np.median(at_end) < 200_000
    assert ledger.balance.min() >= 0


def test_who_sleeps_neither_brings_nor_takes(block: Block) -> None:
    block.bank.people.activity[:] = DORMANT
    ledger = balanced(block)
    assert (ledger.rows.amount > 0).all()  # interest
    assert len(ledger.rows) == CUSTOMERS * 2  # September and December
