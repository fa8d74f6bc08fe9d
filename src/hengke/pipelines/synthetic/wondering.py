"""Customers who have something in mind: for some weeks they ask about it again and again."""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.plan import Ints

SHARE = 0.06
LAST_WEEKS = 0.5  # part of the phases that lie at the end of the book
WEEKS_DAYS, TIMES = 28, 7
SUBJECTS = ("exchange_rates", "wealth_products", "insurance", "deposit_rates", "loan_rates")


def wondering(block: Block) -> tuple[Ints, Ints, Ints]:
    """Customer of the block, day and number in SUBJECTS of each question."""
    chance = block.chance("wondering")
    who = np.flatnonzero((chance.random(block.size) < SHARE) & ~block.asleep)
    latest = max(block.plan.end_day - WEEKS_DAYS, 0)
    late = chance.random(len(who)) < LAST_WEEKS
    start = np.where(late, latest, chance.integers(0, latest + 1, len(who)))
    subject = chance.integers(0, len(SUBJECTS), len(who))
    times = chance.poisson(TIMES, len(who))
    owner, day = np.repeat(who, times), np.repeat(start, times)
    day = day + chance.integers(0, WEEKS_DAYS + 1, len(owner))
    here = (day <= block.plan.end_day) & (day >= block.came[owner]) & (day <= block.closes[owner])
    return owner[here], day[here], np.repeat(subject, times)[here]
