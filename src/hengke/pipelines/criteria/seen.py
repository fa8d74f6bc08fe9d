"""What the review of one tier policy looks at: the last assessment of each month, as matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengke.engine.criteria import history
from hengke.engine.results import ASSESSMENTS
from hengke.kernel.periods import add_months, month_end
from hengke.learning.criteria import Course, Wholes
from hengke.learning.evaluation import Flags
from hengke.pipelines.assessing import Due
from hengke.pipelines.night import Night
from hengke.policies.criteria import CriteriaPolicy
from hengke.policies.tiering import Tier, TierPolicy


@dataclass(frozen=True)
class Seen:
    """One tier policy, the assessments looked at (oldest first), and what they say."""

    night: Night
    tiers: TierPolicy
    rules: CriteriaPolicy
    dues: Sequence[Due]

    @property
    def dates(self) -> list[date]:
        return [one.assessed_on for one in self.dues]

    @property
    def last(self) -> date:
        return self.dues[-1].assessed_on

    @property
    def floored(self) -> list[Tier]:
        """Tiers that the main measure opens: those with a floor that may be moved."""
        return [tier for tier in self.tiers.tiers if tier.rank and not tier.only_by]

    def back(self, months: int) -> Due | None:
        """The assessment so many months before the last one, or the last one before that day; None
        where the assessments do not reach back so far. Up to a month earlier is near enough."""
        latest, earliest = add_months(self.last, -months), add_months(self.last, -months - 1)
        found = [one for one in self.dues if earliest < one.assessed_on <= _end(latest, self.last)]
        return found[-1] if found else None

    def rows(self, dues: Sequence[Due]) -> ir.Table:
        paths = [self.night.lake / one.path for one in dues]
        return self.night.catalog.read(paths, ASSESSMENTS)

    @cached_property
    def course(self) -> Course:
        columns = [self._column(history.column(place)) for place in range(len(self.dues))]
        sums = np.column_stack([values for values, _known in columns])
        known = np.column_stack([there for _values, there in columns])
        return Course(np.asfortranarray(sums), np.asfortranarray(known), self._days)

    @cached_property
    def value(self) -> tuple[Wholes, Flags]:
        """The measure at the last assessment, and of whom it is known."""
        return self._column("value_minor")

    @cached_property
    def assets(self) -> tuple[Wholes, Flags]:
        return self._column("aum_minor")

    @cached_property
    def rank(self) -> tuple[Wholes, Flags]:
        """The assessed tier at the last assessment."""
        return self._column("rank")

    @cached_property
    def by_other_way(self) -> Flags:
        """Who is where they are by another way than the main measure: floors do not move them
        lower."""
        other = pc.fill_null(pc.not_equal(self._wide["by"].combine_chunks(), ""), False)
        return np.asarray(other.to_numpy(zero_copy_only=False), dtype=bool)

    @cached_property
    def ahead(self) -> list[list[int] | None]:
        """For each assessment the later ones in which a crossing counts as undone; None where
        these months are not over."""
        return [self._within(at) for at in range(len(self.dates))]

    def _within(self, at: int) -> list[int] | None:
        until = _end(add_months(self.dates[at], self.rules.flicker_months), self.dates[at])
        if until > self.last:
            return None
        return [place for place in range(at + 1, len(self.dates)) if self.dates[place] <= until]

    @cached_property
    def _wide(self) -> pa.Table:
        """In no order: everything that is made of it is a count, a sum or sorted."""
        return self.night.catalog.arrow(
            history.courses(self.rows(self.dues), self.dates).drop("customer_id")
        )

    @cached_property
    def _days(self) -> list[int]:
        """The days of each assessment's window, the same for everybody."""
        rows = self.rows(self.dues)
        told = self.night.catalog.arrow(
            rows.group_by("assessed_on").agg(days=rows.days.max())
        ).to_pylist()
        days = {row["assessed_on"]: row["days"] or 1 for row in told}
        return [days.get(on, 1) for on in self.dates]

    def _column(self, name: str) -> tuple[Wholes, Flags]:
        cells = self._wide[name].combine_chunks()
        known = np.asarray(cells.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
        return cells.fill_null(0).to_numpy(zero_copy_only=False), known


def of_policy(night: Night, dues: Sequence[Due], rules: CriteriaPolicy) -> Seen:
    """The last assessment of each of the last months that were assessed by the measure in force."""
    current = dues[-1].policy
    by_month: dict[int, Due] = {}
    for one in dues:
        same = (one.policy.measure, one.policy.currency) == (current.measure, current.currency)
        if not same:
            by_month.clear()
            continue
        by_month[_month(one.assessed_on)] = one
    last = _month(dues[-1].assessed_on)
    found = [one for one in by_month.values() if _month(one.assessed_on) > last - rules.months]
    return Seen(night, current, rules, found)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _end(day: date, like: date) -> date:
    """The end of the month where the other day is one: 30 April and three months is 31 July."""
    return month_end(day) if like == month_end(like) else day
