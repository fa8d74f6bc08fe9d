"""The back-test: what came of the customers of each tier afterwards, and whether higher tiers did
better. A tier is compared with the next lower one that is large enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir

from hengke.engine.criteria import columns, history
from hengke.pipelines.criteria.seen import Seen
from hengke.pipelines.criteria.told import Row, known, unknown

Counted = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Weighed:
    """Values of customers, and the first and last day of the months whose profit they tell."""

    values: ir.Table
    first: date
    last: date


def outcomes(seen: Seen, weighed: Weighed | None) -> list[Row]:
    """Profit earned, assets kept, customers lost, by the tier before."""
    return [*_margins(seen, weighed), *_funds(seen)]


def _margins(seen: Seen, weighed: Weighed | None) -> Iterator[Row]:
    """Mean profit of a customer in the months weighed; the tier is that of the assessment before
    these months, so that what was earned did not decide it."""
    if weighed is None:
        yield unknown(columns.MARGIN, columns.NOT_WEIGHED)
        return
    before = [one for one in seen.dues if one.assessed_on < weighed.first]
    if not before:
        yield unknown(columns.MARGIN, columns.NO_EARLIER)
        return
    then = before[-1]
    rows = seen.night.catalog.arrow(history.margins(seen.rows([then]), weighed.values)).to_pylist()
    days = {"from_on": then.assessed_on, "until_on": weighed.last}
    counted = {row["rank"]: row for row in rows}
    yield from _ordered(
        seen, columns.MARGIN, counted, ("profit_minor", "customers"), days, tolerance=0.0
    )


def _funds(seen: Seen) -> Iterator[Row]:
    back = seen.rules.outcome_months
    then = seen.back(back)
    if then is None:
        for figure in (columns.KEPT, columns.LEFT):
            yield unknown(figure, columns.SHORT_HISTORY, needed=back + 1)
        return
    found = history.kept(seen.rows([then]), seen.rows([seen.dues[-1]]), left_at=seen.rules.left_at)
    counted = {row["rank"]: row for row in seen.night.catalog.arrow(found).to_pylist()}
    days = {"from_on": then.assessed_on, "until_on": seen.last}
    tolerance = float(seen.rules.tolerance)
    for figure, of, sign in (
        (columns.KEPT, ("kept_minor", "aum_minor"), 1),
        (columns.LEFT, ("left", "customers"), -1),
    ):
        yield from _ordered(seen, figure, counted, of, days, tolerance=tolerance, sign=sign)


def _ordered(
    seen: Seen,
    figure: str,
    counted: Counted,
    of: tuple[str, str],
    days: Mapping[str, date],
    *,
    tolerance: float,
    sign: int = 1,
) -> Iterator[Row]:
    """One row per tier, lowest first. `low` (of a loss `high`) is what the tier below did: to do
    worse by more than the tolerance is a warning. Of too few customers nothing is concluded."""
    below: float | None = None
    for tier in seen.tiers.tiers:
        row = counted.get(tier.rank)
        at: Row = {"subject": tier.name, "rank": tier.rank}
        customers = 0 if row is None else row["customers"]
        if row is None or customers < seen.rules.least_customers:
            parts: Row = {} if row is None else {"part": row[of[0]], "whole": row[of[1]]}
            yield unknown(figure, columns.TOO_FEW, needed=seen.rules.least_customers, **at, **parts)
            continue
        value = row[of[0]] / row[of[1]]
        worse = below is not None and sign * (value - below) < -tolerance
        state = columns.WARN if worse else columns.OPEN if below is None else columns.OK
        bound: Row = {"low" if sign > 0 else "high": below}
        yield known(figure, part=row[of[0]], whole=row[of[1]], state=state, days=days, **at,
                    **bound)  # fmt: skip
        below = value
