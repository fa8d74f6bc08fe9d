"""What is foreseen of every customer, as columns of FORECASTS; unknown beside its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from hengke.engine.forecast import courses
from hengke.engine.forecast.columns import (
    BALANCE_UNKNOWN,
    NOT_TOLD,
    SHORT_HISTORY,
    TOO_FEW,
    UNREAD,
)
from hengke.learning.evaluation import Flags, Floats
from hengke.learning.forecast import Origin, Ways, known, origin
from hengke.learning.forecast_trials import Chosen
from hengke.pipelines.forecast.days import Days
from hengke.policies.forecast import ForecastPolicy

NEXT, LATER = 1, 3
"""Month ends ahead: the names of the columns say so."""
YUAN, ONE = 100.0, 1.0
PPM = 1_000_000
Columns = dict[str, pa.Array]


def floats(rows: pa.Table, name: str) -> Floats:
    """Of one column; NaN is unknown."""
    return np.asarray(rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False))


def matrix(rows: pa.Table, days: Days) -> Floats:
    """One row per customer, one column per complete month."""
    return np.column_stack([floats(rows, courses.column(place)) for place in range(len(days.ends))])


def of_assets(
    course: Floats, now: Floats, near: Chosen, far: Chosen, days: Days, policy: ForecastPolicy
) -> Columns:
    """`now`: assets on the business date, from which one looks ahead."""
    short = known(course) < policy.least_months
    reasons = _reasons(
        len(now),
        {TOO_FEW: not (near and far), BALANCE_UNKNOWN: np.isnan(now), SHORT_HISTORY: short},
    )
    ways = Ways(policy.recent_months, float(policy.shrink), YUAN)
    start, said = origin(course, ways, level=now), reasons == ""
    columns: Columns = {"assets_reason": _words(reasons, ~said)}
    for word, months, found in (("next", NEXT, near), ("later", LATER, far)):
        part = days.left + months - 1
        point, low, high, method = _foreseen(found, start, part)
        columns[f"{word}_on"] = _day(days.after(months), len(now))
        for name, values in (("", point), ("low_", low), ("high_", high)):
            columns[f"{word}_{name}minor"] = _whole(values, said)
        columns[f"{word}_method"] = _words(method, said)
        if word == "later":
            rises = said & (now > 0)
            part_of = np.divide(point, now, out=np.zeros(len(now)), where=rises)
            columns["change_ppm"] = _whole((part_of - 1) * PPM, rises)
    return columns


def of_bookings(
    rows: pa.Table, course: Floats, found: Chosen, days: Days, policy: ForecastPolicy
) -> Columns:
    """Of the next month that has not begun, from the last complete one."""
    told, unread = (rows[name].to_numpy(zero_copy_only=False).astype(bool) for name in BOOKED)
    short = (known(course) < policy.least_months) | np.isnan(course[:, -1])
    reasons = _reasons(
        len(course), {NOT_TOLD: ~told, TOO_FEW: not found, UNREAD: unread, SHORT_HISTORY: short}
    )
    said = reasons == ""
    ways = Ways(policy.recent_months, float(policy.shrink), ONE)
    point, low, high, method = _foreseen(found, origin(course, ways), days.ahead)
    return {
        "month_on": _day(days.after(days.ahead), len(course)),
        "bookings": pa.array(np.round(point, 2), mask=~said),
        "bookings_low": _whole(low, said),
        "bookings_high": _whole(high, said),
        "bookings_method": _words(method, said),
        "bookings_reason": _words(reasons, ~said),
    }


BOOKED = ("told", "unread")


def _foreseen(found: Chosen, now: Origin, part: float) -> tuple[Floats, Floats, Floats, Any]:
    if not found:
        nothing = np.full(len(now.level), np.nan)
        return nothing, nothing, nothing, np.full(len(now.level), "", dtype=object)
    point, low, high, place = found.foreseen(now, part)
    return point, low, high, np.asarray(found.asked.methods, dtype=object)[place]


def _reasons(rows: int, asked: Mapping[str, Flags | bool]) -> Any:
    """The first that holds; '' where none does."""
    holds = [np.full(rows, one) if isinstance(one, bool) else one for one in asked.values()]
    return np.select(holds, list(asked), default="").astype(object)


def _words(values: Any, there: Flags) -> pa.Array:
    return pa.array(values, pa.string(), mask=~there)


def _whole(values: Floats, there: Flags) -> pa.Array:
    return pa.array(np.rint(np.where(there, values, 0.0)).astype(np.int64), mask=~there)


def _day(on: date, rows: int) -> pa.Array:
    return pa.array([on] * rows, pa.date32())
