"""Features of customers as whole numbers and words, and which group each customer is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.kinds import LARGEST, Kind
from hengke.engine.statistics.columns import HUNDREDTHS, MINOR, NO, PPM, UNTOLD, YES
from hengke.policies.statistics import Grouping, StatisticsPolicy

UNITS: Mapping[Kind, str] = {Kind.MONEY: MINOR, Kind.COUNT: HUNDREDTHS, Kind.RATIO: PPM}
FACTORS = {MINOR: 1, HUNDREDTHS: 100, PPM: 1_000_000}


def unit(feature: Feature) -> str:
    """Of a feature's figures; empty where it is a word."""
    return HUNDREDTHS if feature.is_score else UNITS.get(feature.kind, "")


def edges(feature: Feature, policy: StatisticsPolicy) -> tuple[int, ...]:
    """Where the bars of its histogram begin, in its unit."""
    if feature.name in policy.own_edges:
        return policy.own_edges[feature.name]
    found = {MINOR: policy.money_edges, HUNDREDTHS: policy.count_edges, PPM: policy.ratio_edges}
    return found[unit(feature)]


def word(value: ir.Value) -> ir.StringValue:
    """A word as it is; of a flag yes or no."""
    if value.type().is_boolean():
        flag = ibis.cases((value, YES), (~value, NO), else_=ibis.null("string"))
        return flag
    return value.cast("string")


def group(value: ir.Value, one: Grouping) -> ir.StringValue:
    """The group of each customer: the value, or where its band begins; UNTOLD where unknown."""
    if not one.firsts:
        return word(value).fill_null(UNTOLD)
    bands = [(value >= first, str(first)) for first in reversed(one.firsts)]
    return ibis.cases(*bands, else_=ibis.null("string")).fill_null(UNTOLD)


def numbers(people: ir.Table, features: Sequence[Feature], groups: Sequence[str]) -> ir.Table:
    """One row per customer and feature: branch_id, the groups, feature, value (whole, in its unit;
    null where it is unknown, no finite number, or beyond what is computed with), strange (1: it is
    there, and still no number to compute with). Up to LARGEST a floating number is exact."""
    values = {one.name: people[one.name].cast("float64") for one in features}
    wide = people.select("branch_id", *groups, **values)
    rows = wide.pivot_longer([*values], names_to="feature", values_to="raw")
    factor = ibis.cases(
        *((rows.feature.isin(names), float(factor)) for factor, names in _factors(features)),
        else_=1.0,
    )
    strange = (rows.raw.isnan() | (rows.raw.abs() > LARGEST / factor)).fill_null(False)
    value = (ibis.ifelse(strange, 0.0, rows.raw) * factor).round().cast("int64")
    return rows.select(
        "branch_id", *groups, "feature",
        value=ibis.ifelse(strange, ibis.null("int64"), value), strange=strange.cast("int64"),
    )  # fmt: skip


def _factors(features: Sequence[Feature]) -> list[tuple[int, list[str]]]:
    found: dict[int, list[str]] = {}
    for one in features:
        found.setdefault(FACTORS[unit(one)], []).append(one.name)
    return list(found.items())


def words(people: ir.Table, features: Sequence[Feature], groups: Sequence[str]) -> ir.Table:
    """One row per customer and feature: branch_id, the groups, feature, word."""
    told = {one.name: word(people[one.name]) for one in features}
    wide = people.select("branch_id", *groups, **told)
    return wide.pivot_longer([*told], names_to="feature", values_to="word")
