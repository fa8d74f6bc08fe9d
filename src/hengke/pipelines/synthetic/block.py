"""One block of customers on its way from plans to bookings: what every maker needs at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hengke.pipelines.synthetic.bookings import Accounts, Bookings
from hengke.pipelines.synthetic.fate import Fate
from hengke.pipelines.synthetic.market import Market
from hengke.pipelines.synthetic.people import DORMANT, People
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints, Plan
from hengke.pipelines.synthetic.wealth import Wealth

LAST_DAYS = 2  # before an account is closed nothing moves


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
    """Customers `low` to `high`, counted from 0 inside the block.

    A customer and the current account have the same number: the first accounts of the block are
    the current accounts. `remaining`, `signalling` and `present` take customers of the block.
    """

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
    def people(self) -> People:
        return self.bank.people

    def of(self, everybody: NDArray[Any]) -> NDArray[Any]:
        """The block's part of an array with one entry per customer of the bank."""
        return everybody[self.low : self.high]

    @property
    def size(self) -> int:
        return self.high - self.low

    def chance(self, topic: str) -> np.random.Generator:
        return self.plan.random(topic, self.number)

    @property
    def came(self) -> Ints:
        return self.of(self.people.came)

    @property
    def closes(self) -> Ints:
        return self.of(self.bank.fate.closes)

    @property
    def band(self) -> Ints:
        return self.of(self.bank.wealth.band)

    @property
    def wanted(self) -> Floats:
        return self.of(self.bank.fate.wanted)

    @property
    def asleep(self) -> Flags:
        return self.of(self.people.activity) == DORMANT

    def remaining(self, owner: Ints, day: Ints | int) -> Floats:
        return self.bank.fate.remaining(owner + self.low, np.broadcast_to(day, owner.shape))

    def signalling(self, owner: Ints, day: Ints | int) -> Flags:
        return self.bank.fate.signalling(owner + self.low, np.broadcast_to(day, owner.shape))

    def present(self, owner: Ints, day: Ints) -> Flags:
        """After the first day here and before the last ones."""
        return (day > self.came[owner]) & (day < self.closes[owner] - LAST_DAYS)

    def workday_in(self, month: int, count: int, chance: np.random.Generator) -> Ints:
        """Random workdays of a month."""
        first, past = self.plan.month_first[month], self.plan.month_first[month + 1]
        day = self.plan.next_workday[chance.integers(first, past, count)]
        return np.minimum(day, self.plan.last_workday[month])
