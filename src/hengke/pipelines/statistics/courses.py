"""The months of every series, customer by customer; unknown is NaN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.forecast import courses
from hengke.engine.results import ASSET_POINTS
from hengke.engine.rules.features import RECORDS
from hengke.engine.statistics.asked import enquiries_by_month, since
from hengke.engine.statistics.columns import HUNDREDTHS
from hengke.engine.statistics.rules import Asked
from hengke.engine.statistics.series import ASSETS, OWN_BOOKINGS, SERIES
from hengke.engine.statistics.values import FACTORS
from hengke.kernel.periods import month_start
from hengke.learning.evaluation import Flags, Floats
from hengke.pipelines.forecast.days import Days, days_of
from hengke.pipelines.forecast.told import matrix
from hengke.pipelines.parts import files_of
from hengke.pipelines.statistics.people import People
from hengke.policies import enquiries as enquiries_policies

if TYPE_CHECKING:  # parts of the night read this package
    from hengke.pipelines.weighing.part import Weighing

POINTS = {name: ASSET_POINTS[name] for name in ("customer_id", "point_on", "aum_minor")}


@dataclass(frozen=True)
class Course:
    """One series in its unit: a row per customer, a column per whole month with these ends, from
    the first month of which anything is known."""

    ends: tuple[date, ...]
    values: Floats


def courses_of(weighing: Weighing, asked: Asked, people: People) -> dict[str, Course]:
    """The series of the policy, in its order."""
    wanted = asked.policy.series
    days = days_of(weighing.as_of, asked.policy.months)
    found: dict[str, Floats] = {}
    if ASSETS in wanted:
        found[ASSETS] = _assets(weighing, people, days)
    if OWN_BOOKINGS in wanted:
        found[OWN_BOOKINGS] = _bookings(weighing, people, days) * FACTORS[HUNDREDTHS]
    found |= _enquiries(weighing, asked, people, days)
    return {code: _begun(found[code], days.ends) for code in wanted}


def _begun(values: Floats, ends: tuple[date, ...]) -> Course:
    known = np.flatnonzero(~np.isnan(values).all(axis=0)) if len(values) else np.array([], int)
    first = int(known[0]) if len(known) else len(ends)
    return Course(ends[first:], values[:, first:])


def _assets(weighing: Weighing, people: People, days: Days) -> Floats:
    night = weighing.night
    points = night.catalog.read(files_of(night.lake / night.gold.paths["asset_points"]), POINTS)
    rows = courses.assets(_records(weighing, people), points, days.ends)
    return matrix(night.catalog.arrow(rows.order_by("customer_id")), days)


def _bookings(weighing: Weighing, people: People, days: Days) -> Floats:
    """Of whom a booking may be in quarantine nothing is known."""
    night = weighing.night
    rows = courses.bookings(night.book, _records(weighing, people), days.ends)
    table = night.catalog.arrow(rows.order_by("customer_id"))
    found = matrix(table, days)
    lost = table["unread"].to_numpy().astype(bool) | ~table["told"].to_numpy().astype(bool)
    found[lost] = np.nan
    return found


def _records(weighing: Weighing, people: People) -> ir.Table:
    return weighing.results[RECORDS].semi_join(people.table, "customer_id")


def _enquiries(
    weighing: Weighing, asked: Asked, people: People, days: Days
) -> Mapping[str, Floats]:
    subjects = {one.subject: code for code in asked.policy.series if (one := SERIES[code]).subject}
    if not subjects:
        return {}
    night = weighing.night
    policy = enquiries_policies.load(on=weighing.as_of, own=weighing.home.enquiries_policies)
    told = _told(night.catalog.arrow(since(night.book, people.table).order_by("row")), days)
    rows = enquiries_by_month(
        night.book, people.table, days.ends, policy=policy, subjects=tuple(subjects)
    )
    asked_for = night.catalog.arrow(rows)
    subject = np.array(asked_for["subject"].to_pylist(), dtype=object)
    found = {}
    for name, code in subjects.items():
        values = np.where(told, 0.0, np.nan)
        if not policy.subjects[name]:
            values[:] = np.nan
        mine = subject == name
        at = [asked_for[key].to_numpy()[mine] for key in ("row", "place", "n")]
        values[at[0], at[1]] += at[2] * FACTORS[HUNDREDTHS]
        found[code] = values
    return found


def _told(rows: pa.Table, days: Days) -> Flags:
    """Is the month told: the customer known, and the log begun, by its first day?"""
    firsts = np.array([month_start(end) for end in days.ends], dtype="datetime64[D]")
    known = rows["known_from"].to_numpy().astype("datetime64[D]")
    begins = rows["begins"].to_numpy().astype("datetime64[D]")
    later = np.maximum(known, begins)  # NaT, where nothing was delivered, stays one
    return np.asarray(later[:, None] <= firsts[None, :])
