"""Rows of STATISTICS_TRENDS: how the course of each group moves, and whether unlike the others.

A group is whoever is in it today, followed back. Only those of whom every month is known count, so
that who came and went moves no course.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from hengke.engine.rules.features import CATALOGUE
from hengke.engine.statistics.columns import BANK, CONSTANT, EVERYBODY, FEW, FOLLOWS, SHORT
from hengke.engine.statistics.series import SERIES
from hengke.engine.statistics.values import edges as edges_of
from hengke.learning.evaluation import Flags, Floats
from hengke.learning.separation import stability_of_counts
from hengke.learning.trends import Apart, Trends, apart, more_or_less, trends
from hengke.pipelines.statistics.courses import Course
from hengke.pipelines.statistics.described import PPM, Cell, Row, visible
from hengke.pipelines.statistics.people import Group, People
from hengke.policies.statistics import StatisticsPolicy

YEAR = 12
DIGITS = 4


@dataclass(frozen=True)
class Sums:
    """Over the customers of every group, in the order of the groups."""

    customers: Floats
    months: Floats  # groups x months: sums of values
    above: Floats  # groups x months: customers above zero
    more: Floats
    less: Floats
    now: Floats  # groups x bars
    then: Floats
    year: bool
    """Are the recent months compared with the same a year before?"""


def rows(course: Course, code: str, people: People, policy: StatisticsPolicy) -> list[Row]:
    """One row per group that may be shown, without stamp and order."""
    panel = np.asarray(~np.isnan(course.values).any(axis=1))
    groups = people.groups
    months = len(course.ends)
    if months < policy.least_months or not panel.any():
        reason = SHORT if panel.any() or months < policy.least_months else FEW
        return [_base(one, code, reason, course) for one in groups if _everybody(one)]
    sums = _sums(course, panel, people, policy, code)
    sizes = {_cell(one): int(n) for one, n in zip(groups, sums.customers, strict=True)}
    shown = visible(sizes, least=policy.least_group)
    kept = [place for place, one in enumerate(groups) if _cell(one) in shown]
    if not kept:
        return [_base(one, code, FEW, course) for one in groups if _everybody(one)]
    told = _Told(course, code, groups, sums, kept, policy)
    return told.rows()


def _cell(one: Group) -> Cell:
    return one.branch, one.grouping, one.slice


def _everybody(one: Group) -> bool:
    return one.branch == BANK and one.grouping == EVERYBODY


def _base(one: Group, code: str, reason: str | None, course: Course) -> Row:
    return {
        "branch_id": one.branch, "grouping": one.grouping, "slice": one.slice, "series": code,
        "unit": SERIES[code].unit, "months": len(course.ends),
        "first_on": _at(course.ends, 0), "last_on": _at(course.ends, -1),
        "course": "[]", "year": 0, "reason": reason,
    }  # fmt: skip


def _at(ends: Sequence[date], place: int) -> date | None:
    return ends[place] if ends else None


def _sums(
    course: Course, panel: Flags, people: People, policy: StatisticsPolicy, code: str
) -> Sums:
    from scipy.sparse import csr_array

    place = np.full(people.number, -1)
    place[panel] = np.arange(int(panel.sum()))
    members = [place[one.rows] for one in people.groups]
    members = [one[one >= 0] for one in members]
    ends = np.r_[0, np.cumsum([len(one) for one in members])]
    inside = csr_array(
        (np.ones(ends[-1]), np.concatenate(members), ends),
        shape=(len(members), int(panel.sum())),
    )
    values = course.values[panel]
    recent, before, year = _compared(values, policy.recent_months)
    cuts = np.array(edges_of(CATALOGUE[SERIES[code].feature], policy), dtype=np.float64)
    return Sums(
        customers=np.diff(ends).astype(np.float64),
        months=inside @ values,
        above=inside @ (values > 0).astype(np.float64),
        more=inside @ (recent > before).astype(np.float64),
        less=inside @ (recent < before).astype(np.float64),
        now=inside @ _bars(values[:, -1], cuts),
        then=inside @ _bars(values[:, -1 - YEAR if year else 0], cuts),
        year=year,
    )


def _compared(values: Floats, recent: int) -> tuple[Floats, Floats, bool]:
    """Sums of the last months, and of the same a year before; without these, of those just
    before."""
    months = values.shape[1]
    last = values[:, months - recent :].sum(axis=1)
    if months >= YEAR + recent:
        first = months - recent - YEAR
        return last, values[:, first : first + recent].sum(axis=1), True
    return last, values[:, months - 2 * recent : months - recent].sum(axis=1), False


def _bars(values: Floats, cuts: Floats) -> Floats:
    found = np.zeros((len(values), len(cuts) + 1))
    found[np.arange(len(values)), np.searchsorted(cuts, values, side="right")] = 1.0
    return found


class _Told:
    """Figures of the groups that may be shown, of one series."""

    def __init__(
        self, course: Course, code: str, groups: Sequence[Group], sums: Sums, kept: list[int],
        policy: StatisticsPolicy,
    ) -> None:  # fmt: skip
        self.course, self.code, self.groups, self.sums = course, code, groups, sums
        self.kept, self.policy = kept, policy
        level = float(policy.level)
        self.means = sums.months[kept] / sums.customers[kept][:, None]
        self.trends: Trends = trends(self.means, level=level)
        more, less, customers = sums.more[kept], sums.less[kept], sums.customers[kept]
        self.more_chance = more_or_less(more, less)
        whole = self._whole()
        others = (
            sums.more[whole] - more,
            sums.less[whole] - less,
            sums.customers[whole] - customers,
        )
        self.apart: Apart = apart(more, less, customers, others, level=level)
        self.enough = others[2] >= policy.least_group

    def _whole(self) -> list[int]:
        """For each group that is shown, everybody of its branch, or of the bank."""
        everybody = {
            one.branch: place for place, one in enumerate(self.groups) if one.grouping == EVERYBODY
        }
        return [everybody[self.groups[place].branch] for place in self.kept]

    def rows(self) -> list[Row]:
        return [self._row(at, place) for at, place in enumerate(self.kept)]

    def _row(self, at: int, place: int) -> Row:
        one, sums, means = self.groups[place], self.sums, self.means[at]
        follows = {each.feature: each.follows for each in self.policy.groupings}
        chosen = self.code in follows.get(one.grouping, ())
        constant = bool(np.isnan(self.trends.tau[at]))
        row = _base(
            one, self.code, FOLLOWS if chosen else CONSTANT if constant else None, self.course
        )
        customers = sums.customers[place]
        row |= {
            "customers": int(customers),
            "course": self._course(at, place),
            "year": int(sums.year),
            "change_month_ppm": _change(means[-1], means[-2]),
            "change_year_ppm": _change(means[-1], means[-1 - YEAR]) if len(means) > YEAR else None,
            "psi": round(stability_of_counts(sums.then[place], sums.now[place]), 6),
        }
        if not chosen:
            row |= self._tested(at, place, customers, constant=constant)
        return row

    def _course(self, at: int, place: int) -> str:
        parts = self.sums.above[place] / self.sums.customers[place]
        return json.dumps(
            [
                [end.isoformat(), round(float(mean), DIGITS), round(part * PPM)]
                for end, mean, part in zip(self.course.ends, self.means[at], parts, strict=True)
            ]
        )

    def _tested(self, at: int, place: int, customers: float, *, constant: bool) -> Row:
        found: Row = {
            "more": _float(self.sums.more[place] / customers),
            "less": _float(self.sums.less[place] / customers),
            "more_chance": _float(self.more_chance[at]),
        }
        if not constant:
            found |= {
                "tau": _float(self.trends.tau[at]),
                "trend_chance": _float(self.trends.chance[at]),
                "slope": _float(self.trends.slope[at]),
                "slope_low": _float(self.trends.low[at]),
                "slope_high": _float(self.trends.high[at]),
            }
        if self.groups[place].grouping != EVERYBODY and self.enough[at]:
            found |= {
                "apart": _float(self.apart.difference[at]),
                "apart_low": _float(self.apart.low[at]),
                "apart_high": _float(self.apart.high[at]),
                "apart_chance": _float(self.apart.chance[at]),
            }
        return found


def _float(value: Any) -> float | None:
    return round(float(value), 9) if np.isfinite(value) else None


def _change(now: float, then: float) -> int | None:
    """A part of what was there then; unknown where there was nothing, or less."""
    return round((now - then) / then * PPM) if then > 0 else None
