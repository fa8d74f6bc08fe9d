"""Features of customers as whole numbers and words, and which group each customer is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.kinds import LARGEST, Kind
from hengke.engine.statistics.columns import HUNDREDTHS, MINOR, PPM, UNTOLD
from hengke.policies.statistics import Grouping, StatisticsPolicy

UNITS: Mapping[Kind, str] = {Kind.MONEY: MINOR, Kind.COUNT: HUNDREDTHS, Kind.RATIO: PPM}
FACTORS = {MINOR: 1, HUNDREDTHS: 100, PPM: 1_000_000}
YES, NO = "yes", "no"
STRANGE = "strange_"


def unit(feature: Feature) -> str:
    """Of a feature's figures; empty where it is a word."""
    return UNITS.get(feature.kind, "")


def edges(feature: Feature, policy: StatisticsPolicy) -> tuple[int, ...]:
    """Where the bars of its histogram begin, in its unit."""
    found = {MINOR: policy.money_edges, HUNDREDTHS: policy.count_edges, PPM: policy.ratio_edges}
    return found[unit(feature)]


def whole(value: ir.NumericValue, feature: Feature) -> ir.IntegerValue:
    """In the feature's unit; null where it is unknown, no finite number, or beyond what is
    computed with."""
    found = value.cast("float64")
    usual = ~is_strange(value, feature) & found.notnull()
    return ibis.ifelse(usual, _scaled(value, feature), ibis.null("int64"))


def is_strange(value: ir.NumericValue, feature: Feature) -> ir.BooleanValue:
    """Is it there, and still no number to compute with?"""
    found = value.cast("float64")
    most = float(LARGEST // FACTORS[unit(feature)])
    return (found.isnan() | (found.abs() > most)).fill_null(False)


def _scaled(value: ir.NumericValue, feature: Feature) -> ir.IntegerValue:
    if unit(feature) == PPM:
        safe = ibis.ifelse(is_strange(value, feature), 0.0, value.cast("float64"))
        return (safe * FACTORS[PPM]).round().cast("int64")
    return ibis.ifelse(is_strange(value, feature), 0, value).cast("int64") * FACTORS[unit(feature)]


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
    """One row per customer and feature: branch_id, the groups, feature, value, strange."""
    parts = [
        people.select(
            "branch_id", *groups, feature=ibis.literal(one.name),
            value=whole(people[one.name], one),
            strange=is_strange(people[one.name], one).cast("int64"),
        )
        for one in features
    ]  # fmt: skip
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def words(people: ir.Table, features: Sequence[Feature], groups: Sequence[str]) -> ir.Table:
    """One row per customer and feature: branch_id, the groups, feature, word."""
    parts = [
        people.select(
            "branch_id", *groups, feature=ibis.literal(one.name), word=word(people[one.name])
        )
        for one in features
    ]
    return parts[0] if len(parts) == 1 else ibis.union(*parts)
