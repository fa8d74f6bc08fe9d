"""What is decided for everybody at once, and one block of customers lived through to its books."""

from __future__ import annotations

from dataclasses import dataclass

from hengke.pipelines.synthetic import (
    cards,
    current_account,
    income,
    insurance,
    loans,
    open_positions,
    spending,
    term_positions,
)
from hengke.pipelines.synthetic.block import Bank, Block
from hengke.pipelines.synthetic.catalogue import OPEN, POLICY, TERM
from hengke.pipelines.synthetic.debts import Debts
from hengke.pipelines.synthetic.fate import decide_fates
from hengke.pipelines.synthetic.holders import Partners, find_partners
from hengke.pipelines.synthetic.ledger import Ledger, settle
from hengke.pipelines.synthetic.market import make_market
from hengke.pipelines.synthetic.network import Network, make_network
from hengke.pipelines.synthetic.people import make_people
from hengke.pipelines.synthetic.places import Placement, Staff, place_customers
from hengke.pipelines.synthetic.plan import Plan
from hengke.pipelines.synthetic.portfolio import choose_slots
from hengke.pipelines.synthetic.wealth import pyramid


@dataclass(frozen=True)
class World:
    bank: Bank
    where: Placement
    staff: Staff
    network: Network
    partners: Partners


def make_world(plan: Plan) -> World:
    wealth = pyramid(plan)
    people = make_people(plan, wealth)
    where, staff = place_customers(plan, wealth)
    network = make_network(plan, people, wealth, where)
    fate = decide_fates(plan, people, wealth)
    bank = Bank(plan, wealth, people, fate, make_market(plan))
    return World(bank, where, staff, network, find_partners(bank, network))


def live(bank: Bank, number: int, low: int, high: int) -> tuple[Ledger, list[Debts]]:
    """The books of one block; the current account comes last, it pays for everything else."""
    block = Block(bank, number, low, high)
    current_account.open_all(block)
    slots = choose_slots(block)
    term_positions.live(block, slots.of_style(TERM))
    open_positions.live(block, slots.of_style(OPEN))
    insurance.live(block, slots.of_style(POLICY))
    debts = [loans.live(block), cards.live(block)]
    purse = income.live(block)
    spending.live(block, purse)
    current_account.balance(block)
    return settle(block), debts
