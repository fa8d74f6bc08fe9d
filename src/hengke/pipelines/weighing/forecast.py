"""Forecasts at night: assets at two month ends and bookings of a month, and how far they miss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from hengke.engine.forecast import courses
from hengke.engine.results import ASSET_POINTS, GOLD
from hengke.engine.rules.features import RECORDS
from hengke.engine.stamp import STAMP
from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Floats
from hengke.learning.forecast import Ways
from hengke.learning.forecast_trials import EVERYBODY, Asked, Chosen, tried
from hengke.pipelines.forecast.days import Days, days_of
from hengke.pipelines.forecast.told import (
    LATER,
    NEXT,
    ONE,
    YUAN,
    Columns,
    floats,
    matrix,
    of_assets,
    of_bookings,
)
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import forecast as policies
from hengke.policies.forecast import Course, ForecastPolicy

WORD, ROWS, ERRORS = "forecast", "forecasts", "forecast_errors"
ASSETS, BOOKINGS = "assets", "bookings"
POINTS = {name: ASSET_POINTS[name] for name in ("customer_id", "point_on", "aum_minor")}


def weigh(weighing: Weighing) -> None:
    """The tables of forecasts; where methods could be tried on too few, all is unknown."""
    policy = _policy(weighing.home, weighing.as_of)
    days = days_of(weighing.as_of, policy.months)
    assets, bookings = _assets(weighing, days), _bookings(weighing, days)
    now = floats(assets, courses.NOW)
    course = matrix(assets, days)
    one = _asked(policy, policy.assets, YUAN)
    near, far = (tried(_some(course, policy), one(months)) for months in (NEXT, LATER))
    begun = matrix(bookings, days)
    ahead = _asked(policy, policy.activity, ONE, whole=True)(days.ahead)
    month = tried(_some(begun, policy), ahead)
    columns = {
        "customer_id": assets["customer_id"],
        "now_minor": assets[courses.NOW],
        **of_assets(course, now, near, far, days, policy),
        **of_bookings(bookings, begun, month, days, policy),
    }
    _write(weighing, ROWS, _table(columns, policy))
    rows = [
        row
        for quantity, found in ((ASSETS, near), (ASSETS, far), (BOOKINGS, month))
        for row in _errors(quantity, found, days, policy)
    ]
    _write(weighing, ERRORS, pa.Table.from_pylist(rows, schema=_schema(ERRORS)))
    if not (near and far and month):
        weighing.night.notes.append(
            sentence(
                "forecast: of fewer than {least} customers enough months are known",
                least=policy.least_customers,
            )
        )


def _assets(weighing: Weighing, days: Days) -> pa.Table:
    night = weighing.night
    points = night.catalog.read(files_of(night.lake / night.gold.paths["asset_points"]), POINTS)
    rows = courses.assets(weighing.results[RECORDS], points, days.ends)
    return night.catalog.arrow(rows.order_by("customer_id"))


def _bookings(weighing: Weighing, days: Days) -> pa.Table:
    night = weighing.night
    rows = courses.bookings(night.book, weighing.results[RECORDS], days.ends)
    return night.catalog.arrow(rows.order_by("customer_id"))


def _some(course: Floats, policy: ForecastPolicy) -> Floats:
    """Every so many rows: about as many as methods are tried on."""
    return course[:: max(1, -(-len(course) // (policy.most_thousands * 1_000)))]


def _asked(
    policy: ForecastPolicy, course: Course, unit: float, *, whole: bool = False
) -> Callable[[int], Asked]:
    ways = Ways(policy.recent_months, float(policy.shrink), unit)
    return lambda months: Asked(
        months=months, methods=course.methods, floors=course.floors, ways=ways,
        level=float(policy.level), origins=policy.origins, least_months=policy.least_months,
        least_customers=policy.least_customers, whole=whole,
    )  # fmt: skip


def _schema(name: str) -> pa.Schema:
    return ibis.schema(
        {one: kind for one, kind in GOLD[name].items() if one not in STAMP}
    ).to_pyarrow()


def _table(columns: Columns, policy: ForecastPolicy) -> pa.Table:
    rows = len(columns["customer_id"])
    columns["policy_version"] = pa.array([policy.version] * rows, pa.string())
    schema = _schema(ROWS)
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _write(weighing: Weighing, name: str, rows: pa.Table) -> None:
    weighing.write(name, weighing.night.catalog.given(rows))


def _errors(
    quantity: str, found: Chosen, days: Days, policy: ForecastPolicy
) -> Sequence[dict[str, Any]]:
    return [
        {
            "quantity": quantity,
            "months": found.asked.months,
            "band": "" if one.band == EVERYBODY else str(found.asked.floors[one.band]),
            "method": one.method,
            "customers": one.customers,
            "n": one.n,
            "first_on": days.ends[found.first],
            "last_on": days.ends[found.last],
            **{name: _rounded(getattr(one, name)) for name in FIGURES},
            "chosen": int(one.chosen),
            "policy_version": policy.version,
        }
        for one in found.misses
    ]


FIGURES = ("mae", "wape", "mase", "coverage")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 9)


def _policy(home: Home, on: date) -> ForecastPolicy:
    return policies.load(on=on, own=home.forecast_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part(WORD, _followed, weigh)
