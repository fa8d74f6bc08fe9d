"""Who falls behind with a debt, for how long, and how many days that makes on any day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.fate import NEVER
from hengke.pipelines.synthetic.people import DORMANT
from hengke.pipelines.synthetic.plan import Flags, Ints, Plan
from hengke.pipelines.synthetic.wealth import GOLD

FALLS_BEHIND, NEVER_PAYS_AGAIN = 0.30, 0.012
UPPER_FACTOR = 0.25  # from gold up a debt is that much less likely to fall behind
LONGEST, SHORT = 14, 0.36  # months without payment; chance to end after each one
LAST_DUE_DAY = 28


@dataclass(frozen=True)
class Debts:
    """One entry per loan or card. `account` numbers the account within the block."""

    owner: Ints
    account: Ints
    due: Ints  # day of the month, from 1
    skipped: Flags  # debts x months: nothing is paid in the month
    since: Ints  # month in which the run of skipped ones begins

    def __len__(self) -> int:
        return len(self.owner)

    def due_day(self, plan: Plan, month: int) -> Ints:
        return plan.month_first[month] + self.due - 1

    def days_past_due(self, plan: Plan, day: int) -> Ints:
        """Days since the first unpaid due day, at the end of `day`; 0 where all is paid."""
        month = int(plan.month_of_day[day])
        reached = self.due_day(plan, month) <= day
        of_month = np.where(reached, month, month - 1)
        known = of_month >= 0
        rows, at = np.arange(len(self)), np.maximum(of_month, 0)
        behind = known & self.skipped[rows, at]
        first = plan.month_first[self.since] + self.due - 1
        return np.where(behind, day - first, 0)


def borrowers(block: Block) -> Flags:
    """Grown up, awake, and not about to close the accounts."""
    grown = (block.of(block.people.age) >= 20) | block.of(block.people.firm)
    return grown & (block.of(block.people.activity) > DORMANT) & (block.closes == NEVER)


def with_arrears(
    block: Block, owner: Ints, account: Ints, begins: Ints, chance: np.random.Generator
) -> Debts:
    """Debts with their skipped payments; nobody skips before the month after `begins`."""
    months = block.plan.month_count
    risk = np.where(block.band[owner] >= GOLD, UPPER_FACTOR, 1.0)
    drawn = chance.random(len(owner))
    start = chance.integers(0, months, len(owner))
    length = np.minimum(chance.geometric(SHORT, len(owner)), LONGEST)
    length = np.where(drawn < NEVER_PAYS_AGAIN * risk, months, length)
    length = np.where(drawn < FALLS_BEHIND * risk, length, 0)
    may = block.plan.month_of_day[np.clip(begins, 0, block.plan.days - 1)] + (begins >= 0) * 2
    start = np.maximum(start, may)
    month = np.arange(months)
    skipped = (month >= start[:, None]) & (month < (start + length)[:, None])
    due = chance.integers(5, LAST_DUE_DAY + 1, len(owner))
    return Debts(owner, account, due, skipped, np.minimum(start, months - 1))
