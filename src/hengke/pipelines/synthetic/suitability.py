"""Suitability as a core system would deliver it: assessments of customers, ratings of products.

Drawn from streams of their own, so that every other file keeps its bytes. The last assessment of a
customer is the one that the customer file names.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengke.pipelines.synthetic.catalogue import PRODUCTS
from hengke.pipelines.synthetic.plan import Flags, Ints, Plan
from hengke.pipelines.synthetic.writing import numbered

TOLERANCES = ("C1", "C2", "C3", "C4", "C5")
BEFORE, BEFORE_THAT = 0.45, 0.04  # had an assessment before; had two on the day of the last
FELL, ROSE = 0.10, 0.25  # of those with one before: bore more, or less, then
GAP = (200, 460)  # days between the last assessment and the one before
FIRST_RATED = date(2020, 1, 1)
ISSUERS = {"F002": "R3", "F003": "R4", "F004": "R5", "X001": "R4", "X002": "R4", "I002": "R2"}
"""What the issuer says of a product that the bank did not make; of X002 more than the bank does."""
ROSE_LATELY = {"W540": ("R4", 150), "F001": ("R3", 60)}
"""Products that the bank thinks riskier since so many days than when they were sold."""


def assessment_columns(
    plan: Plan, customer_ids: pa.Array, *, level: Ints, day: Ints, came: Ints
) -> dict[str, pa.Array]:
    """Columns of `risk_assessments`. `level` 1 to 5, 0 for who was never assessed; `day` since the
    first of the book."""
    chance = plan.random("risk assessments")
    drawn, twice, way = chance.random((3, plan.customers))
    ago = chance.integers(*GAP, plan.customers)
    assessed = level > 0
    earlier = assessed & (drawn < BEFORE) & (day - ago >= came)
    again = assessed & (twice < BEFORE_THAT)
    other = level + np.where(way < FELL, 1, np.where(way < FELL + ROSE, -1, 0))
    parts = (
        (earlier, np.clip(other, 1, 5), day - ago),
        (again, np.clip(level - 1, 1, 5), day),
        (assessed, level, day),
    )
    return _rows(plan, customer_ids, parts)


def rating_columns(plan: Plan) -> dict[str, pa.Array]:
    """Columns of `product_ratings`: the bank's of all with a risk, the issuers' of some."""
    rows = []
    for product in PRODUCTS:
        if product.risk is None:
            continue
        rows.append((product.code, "seller", FIRST_RATED, product.risk))
        if product.code in ROSE_LATELY:
            now, days = ROSE_LATELY[product.code]
            since = date.fromordinal(plan.end.toordinal() - days)
            rows.append((product.code, "seller", since, now))
        if product.code in ISSUERS:
            rows.append((product.code, "issuer", FIRST_RATED, ISSUERS[product.code]))
    names = ("product_id", "rated_by", "rated_on", "risk_level")
    return {
        name: pa.array(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }


def _rows(
    plan: Plan, customer_ids: pa.Array, parts: tuple[tuple[Flags, Ints, Ints], ...]
) -> dict[str, pa.Array]:
    """Oldest first for each customer, so that the numbers rise with the days."""
    whose = np.concatenate([np.flatnonzero(there) for there, _, _ in parts])
    levels = np.concatenate([level[there] for there, level, _ in parts])
    days = np.concatenate([day[there] for there, _, day in parts])
    turn = np.repeat(np.arange(len(parts)), [int(there.sum()) for there, _, _ in parts])
    order = np.lexsort((turn, days, whose))
    start = np.datetime64(plan.first, "D")
    names = pa.array(TOLERANCES)
    return {
        "assessment_id": numbered("Q", np.arange(len(order)) + 1, 10),
        "customer_id": pc.take(customer_ids, pa.array(whose[order])),
        "assessed_on": pa.array(start + days[order].astype("timedelta64[D]")),
        "risk_level": pc.take(names, pa.array(levels[order] - 1)),
        "valid_through": pa.nulls(len(order), pa.date32()),
    }
