"""The back-test of lifetime value: the same method at an earlier month, against what came since."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.lifetime.exposure import Window, at_risk
from hengke.engine.portable import day, days_between, plus_days
from hengke.kernel.periods import add_months, month_end
from hengke.learning.lifetime_hazard import NO_TENURE, Hazards
from hengke.learning.lifetime_proof import back_test

if TYPE_CHECKING:
    from hengke.pipelines.weighing.lifetime import Desk

MONTHS_SHORT, NO_TIERS, FEW = "months_too_few", "no_tiers_then", "customers_too_few"
LEAST_CUSTOMERS = 5
"""Fewer have no fifth."""
YEAR, DAYS = 12, 365


def tested(desk: Desk, now: ir.Table) -> dict[str, Any]:
    """Columns of LIFETIME_TESTS. Baseline: the margin of the months before goes on as it was."""
    months = desk.policy.back_test_months
    values = desk.weighing.results["customer_values"]
    told = desk.fetched(values.select("months", "until_on").limit(1))
    if not told or told[0]["months"] <= months:
        return _untested(None, months, MONTHS_SHORT)
    until = told[0]["until_on"]
    split = month_end(add_months(until.replace(day=1), -months))
    if split not in desk.paths:
        return _untested(split, months, NO_TIERS)
    then = desk.relations(split)
    hazards = desk.fitted(then, on=plus_one(split))
    rows = desk.night.catalog.arrow(_rows(desk, then, now, Window(split, until)))
    return _figures(desk, rows, hazards, split)


def plus_one(split: date) -> date:
    """The day after a month end, on which the whole month is known."""
    return add_months(split.replace(day=1), 1)


def _rows(desk: Desk, then: ir.Table, now: ir.Table, window: Window) -> ir.Table:
    """customer_id, kind, rank, tenure, days (of relation, before the split), trend, ended."""
    risk = at_risk(then, desk.tiers(window.start), window).drop("ended", "ended_on", "seen")
    values = desk.weighing.results["customer_values"].select("customer_id", "first_on", "trend")
    rows = risk.inner_join(values, "customer_id")
    since = now.select("customer_id", "began_on", over_on="ended_on")
    rows = rows.inner_join(since, "customer_id")
    begun = (rows.began_on > rows.first_on).ifelse(rows.began_on, rows.first_on)
    days = days_between(plus_days(day(window.start), 1), begun)
    rows = rows.mutate(
        days=days, ended=(rows.over_on <= day(window.end)).fill_null(False).cast("int64")
    )
    least = desk.policy.least_days
    return rows.filter(rows.days >= least, rows.kind.isin([*desk.policy.growth])).order_by(
        "customer_id"
    )


def _figures(desk: Desk, rows: pa.Table, hazards: Hazards, split: date) -> dict[str, Any]:
    months = desk.policy.back_test_months
    if rows.num_rows < LEAST_CUSTOMERS:
        return _untested(split, months, FEW)
    trends = json.loads("[" + ",".join(rows["trend"].to_pylist()) + "]")
    monthly = np.array(trends, dtype=np.float64).reshape(len(trends), -1)
    known = ~np.isnan(monthly).any(axis=1)
    if known.sum() < LEAST_CUSTOMERS:
        return _untested(split, months, FEW)
    monthly = monthly[known]
    groups, left = _survivals(rows, hazards, months)
    groups, left = groups[known], left[known]
    before, came = monthly[:, :-months].sum(axis=1), monthly[:, -months:].sum(axis=1)
    days = rows["days"].to_numpy()[known]
    yearly = before * DAYS / days
    whole = min(desk.policy.full_days, int(days.max()))
    own = np.minimum(days, whole) / whole
    mean = np.bincount(groups, yearly) / np.maximum(np.bincount(groups), 1)
    basis = own * yearly + (1 - own) * mean[groups]
    found = back_test(basis / YEAR * left.sum(axis=1), yearly / YEAR * months, came)
    return {
        **_untested(split, months, None),
        "customers": found.customers,
        "expected_minor": round(found.expected),
        "baseline_minor": round(found.baseline),
        "realised_minor": round(found.realised),
        "error_minor": round(found.error),
        "baseline_error_minor": round(found.baseline_error),
        "missed": round(found.missed, 6),
        "misplaced": round(found.misplaced, 6),
        "baseline_missed": round(found.baseline_missed, 6),
        "baseline_misplaced": round(found.baseline_misplaced, 6),
        "ended": int(rows["ended"].to_numpy()[known].sum()),
        "ended_expected": round(float((1 - left[:, -1]).sum()), 4),
    }


def _survivals(rows: pa.Table, hazards: Hazards, months: int) -> tuple[Any, Any]:
    """The number of each customer's group, and survival month by month."""
    last = hazards.firsts[-1]
    tenures = [NO_TENURE if one is None else min(one, last) for one in rows["tenure"].to_pylist()]
    keys = list(zip(rows["kind"].to_pylist(), rows["rank"].to_pylist(), tenures, strict=True))
    numbers = {group: number for number, group in enumerate(hazards.groups)}
    curves = {
        (kind, rank, tenure): hazards.survival((kind, rank), tenure, months)
        for kind, rank, tenure in set(keys)
    }
    groups = np.array([numbers[kind, rank] for kind, rank, _tenure in keys], dtype=np.int64)
    left = np.array([curves[key] for key in keys]).reshape(len(keys), months)
    return groups, left


def _untested(split: date | None, months: int, reason: str | None) -> dict[str, Any]:
    return {"split_on": split, "months": months, "reason": reason}
