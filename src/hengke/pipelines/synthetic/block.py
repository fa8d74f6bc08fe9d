"""One block of customers on its way from plans to bookings: what every maker needs at hand."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hengke.pipelines.synthetic.bookings import Accounts, Bookings
from hengke.pipelines.synthetic.fate import Fate
from hengke.pipelines.synthetic.market import Market
from hengke.pipelines.synthetic.people import People
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints, Plan
from hengke.pipelines.synthetic.wealth import Wealth


@dataclass(frozen=True)
class Bank:
    """Everything that is decided for all customers at once."""

    plan: Plan
    wealth: Wealth
    people: People
    fate: Fate
    market: Market


@dataclass
class Block:
    """Customers `low` to `high`; inside a block they are counted from 0 (`who` gives the number)."""

    bank: Bank
    number: int
    low: int
    high: int
    accounts: Accounts = field(default_factory=Accounts.empty)
    bookings: Bookings = field(init=False)

    def __post_init__(self) -> None:
        self.bookings = Bookings(self.plan, self.chance("hours"))

    @property
    def plan(self) -> Plan:
        return self.bank.plan

    @property
    def size(self) -> int:
        return self.high - self.low

    @property
    def who(self) -> slice:
        return slice(self.low, self.high)

    def chance(self, topic: str) -> np.random.Generator:
        return self.plan.random(topic, self.number)

    @property
    def came(self) -> Ints:
        return self.bank.people.came[self.who]

    @property
    def closes(self) -> Ints:
        return self.bank.fate.closes[self.who]

    @property
    def band(self) -> Ints:
        return self.bank.wealth.band[self.who]

    @property
    def wanted(self) -> Floats:
        return self.bank.fate.wanted[self.who]

    def remaining(self, owner: Ints, day: Ints | int) -> Floats:
        return self.bank.fate.remaining(owner + self.low, np.broadcast_to(day, owner.shape))

    def signalling(self, owner: Ints, day: Ints | int) -> Flags:
        return self.bank.fate.signalling(owner + self.low, np.broadcast_to(day, owner.shape))

    def workday_in(self, month: int, count: int, chance: np.random.Generator) -> Ints:
        """Random workdays of a month; the last one is kept inside the simulated days."""
        first, last = self.plan.month_first[month], self.plan.month_first[month + 1]
        day = chance.integers(first, last, count)
        return self.plan.next_workday[np.minimum(day, self.plan.days - 1)]
