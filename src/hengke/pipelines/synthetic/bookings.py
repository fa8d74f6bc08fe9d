"""Bookings and accounts of one block of customers, gathered in columns before they are sorted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hengke.pipelines.synthetic.plan import Flags, Ints, Plan

CHANNELS = ("counter", "atm", "online", "mobile", "card", "system")
COUNTER, ATM, ONLINE, MOBILE, CARD, SYSTEM = range(6)
ANY = -1  # the channel that the customer prefers
PARTIES = ("own", "person", "company", "other_bank", "bank")
OWN, PERSON, COMPANY, OTHER_BANK, BANK = range(5)


@dataclass(frozen=True)
class Kind:
    """What a booking is for: default channel and other side, hours of the day, who began it."""

    name: str
    channel: int
    party: int
    hours: tuple[float, float]
    by_customer: bool


_DAY, _NIGHT, _MORNING, _OFFICE = (7.5, 22.5), (0.1, 3.0), (8.0, 11.5), (9.2, 16.8)
KINDS = (
    Kind("opening_deposit", ANY, OTHER_BANK, (9.2, 9.9), True),
    Kind("salary", SYSTEM, COMPANY, _MORNING, False),
    Kind("bonus", SYSTEM, COMPANY, _MORNING, False),
    Kind("pension", SYSTEM, COMPANY, (6.0, 8.0), False),
    Kind("business_receipt", ONLINE, COMPANY, _OFFICE, False),
    Kind("business_payment", ONLINE, COMPANY, _OFFICE, True),
    Kind("rent", MOBILE, PERSON, _DAY, True),
    Kind("utilities", SYSTEM, COMPANY, (5.0, 7.0), False),
    Kind("card_spending", CARD, COMPANY, (8.0, 23.0), True),
    Kind("refund", CARD, COMPANY, (9.0, 20.0), False),
    Kind("cash_withdrawal", ATM, OWN, (8.0, 21.0), True),
    Kind("cash_deposit", ATM, OWN, (8.0, 18.0), True),
    Kind("red_packet", MOBILE, PERSON, (8.0, 23.5), True),
    Kind("transfer_in", ANY, OTHER_BANK, (8.5, 19.0), True),
    Kind("transfer_out", ANY, OTHER_BANK, (13.0, 21.5), True),
    Kind("purchase", ANY, OWN, (10.0, 15.5), True),
    Kind("redemption", ANY, OWN, _OFFICE, True),
    Kind("maturity", SYSTEM, OWN, _NIGHT, False),
    Kind("early_withdrawal", COUNTER, OWN, _OFFICE, True),
    Kind("interest", SYSTEM, BANK, (0.02, 0.09), False),
    Kind("revaluation", SYSTEM, BANK, (23.2, 23.8), False),
    Kind("premium", SYSTEM, OWN, _NIGHT, False),
    Kind("fx_purchase", ANY, OWN, _OFFICE, True),
    Kind("fx_sale", ANY, OWN, _OFFICE, True),
    Kind("loan_payout", SYSTEM, BANK, _MORNING, False),
    Kind("loan_repayment", SYSTEM, OWN, (18.0, 20.0), False),
    Kind("card_repayment", SYSTEM, OWN, (18.0, 20.0), False),
    Kind("fee", SYSTEM, BANK, (22.0, 23.0), False),
)
KIND_NAMES = tuple(kind.name for kind in KINDS)
CODE = {kind.name: code for code, kind in enumerate(KINDS)}
_CHANNEL = np.array([kind.channel for kind in KINDS], np.int8)
_PARTY = np.array([kind.party for kind in KINDS], np.int8)
_HOURS = np.array([kind.hours for kind in KINDS]) * 3600
BY_CUSTOMER = np.array([kind.by_customer for kind in KINDS])


@dataclass
class Columns:
    """Bookings of one kind of event; all of one length."""

    account: Ints
    day: Ints
    second: Ints
    amount: Ints
    kind: NDArray[np.int8]
    channel: NDArray[np.int8]
    party: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.account)

    def take(self, rows: Ints | Flags) -> Columns:
        return Columns(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def joined(parts: list[Columns]) -> Columns:
    names = Columns.__dataclass_fields__
    return Columns(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class Bookings:
    """Collects bookings; every one gets an hour that suits its kind."""

    def __init__(self, plan: Plan, chance: np.random.Generator) -> None:
        self.plan = plan
        self.chance = chance
        self._parts: list[Columns] = []

    def add(
        self,
        kind: str,
        account: Ints,
        day: Ints,
        amount: Ints,
        *,
        second: Ints | None = None,
        party: Ints | int | None = None,
        channel: int | None = None,
    ) -> Ints:
        """Append; bookings of nothing or outside the simulated days are left out. Gives seconds."""
        code = CODE[kind]
        if second is None:
            second = self.seconds(kind, len(account))
        kept = (amount != 0) & (day >= 0) & (day < self.plan.days)
        count = int(kept.sum())
        parties = np.broadcast_to(
            np.asarray(_PARTY[code] if party is None else party), len(account)
        )
        self._parts.append(Columns(
            account[kept].astype(np.int64), day[kept].astype(np.int64), second[kept],
            amount[kept].astype(np.int64), np.full(count, code, np.int8),
            np.full(count, _CHANNEL[code] if channel is None else channel, np.int8),
            parties[kept].astype(np.int8),
        ))  # fmt: skip
        return second

    def seconds(self, kind: str, count: int) -> Ints:
        low, high = _HOURS[CODE[kind]]
        return (low + (high - low) * self.chance.random(count)).astype(np.int64)

    def all(self) -> Columns:
        self._parts = [joined(self._parts)]
        return self._parts[0]


@dataclass
class Accounts:
    """Accounts of the block, numbered from 0; the first ones are the current accounts.

    `opened` may be negative (before the book); `closed` and `matures` are -1 where they are not.
    `carried` is the balance brought into day 0 without a booking.
    """

    owner: Ints
    product: Ints
    opened: Ints
    closed: Ints
    matures: Ints
    rate_e8: Ints
    principal: Ints
    carried: Ints

    @classmethod
    def empty(cls) -> Accounts:
        return cls(*(np.empty(0, np.int64) for _ in cls.__dataclass_fields__))

    def __len__(self) -> int:
        return len(self.owner)

    def open(
        self,
        owner: Ints,
        product: Ints | int,
        opened: Ints,
        *,
        matures: Ints | int = -1,
        rate_e8: Ints | int = 0,
        principal: Ints | int = 0,
        carried: Ints | int = 0,
    ) -> Ints:
        """Append accounts; gives their numbers."""
        first, count = len(self.owner), len(owner)
        given = {
            "owner": owner, "product": product, "opened": opened, "closed": -1,
            "matures": matures, "rate_e8": rate_e8, "principal": principal, "carried": carried,
        }  # fmt: skip
        for name, value in given.items():
            more = np.broadcast_to(np.asarray(value, np.int64), count)
            setattr(self, name, np.concatenate([getattr(self, name), more]))
        return np.arange(first, first + count)
