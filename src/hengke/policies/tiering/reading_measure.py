"""The `[measure]` part of a policy file, read into exact weights."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.policies import fields
from hengke.policies.families import ASSET_FAMILIES, FAMILIES
from hengke.policies.tiering.measures import (
    DIRECTIONS,
    KINDS,
    ROLLING_MONTHS,
    FlowItem,
    Indicator,
    Measure,
    StockItem,
)  # fmt: skip

MEASURE_KEYS = (
    "kind", "families", "coefficients", "stocks", "flows", "indicators", "joint", "household",
    "denominator", "window_months", "window_days", "insurance_on_workday_from_end",
)  # fmt: skip
STOCK_KEYS = ("families", "points", "per")
FLOW_KEYS = (
    "kinds", "direction", "points", "per", "without_counterparties", "customer_initiated_only",
)  # fmt: skip
INDICATOR_KEYS = (
    "name", "zh", "en", "source", "weight", "better", "families", "kinds", "direction",
    "attribute", "customer_initiated_only", "per_balance_of", "break_points", "levels",
)  # fmt: skip
SOURCES = ("balance_average", "flow_sum", "booking_count", "profit", "attribute", "given")
PERMILLE = 1000


def measure(raw: Any, *, where: str) -> Measure:
    """One measure; without `families` and `coefficients` every asset class counts once."""
    table = fields.check_keys(raw, MEASURE_KEYS, where=where)
    kind = fields.one_of(table, "kind", KINDS, "month_average", where=where)
    flows = fields.tables(table, "flows", where=where)
    return Measure(
        kind=kind,
        stocks=_stocks(table, kind=kind, where=where),
        flows=tuple(_flow(flow, where=f"{where}.flows[{i}]") for i, flow in enumerate(flows)),
        indicators=tuple(
            _indicator(item, where=f"{where}.indicators[{i}]")
            for i, item in enumerate(fields.tables(table, "indicators", where=where))
        ),
        joint=fields.one_of(table, "joint", ("share", "full"), "share", where=where),
        household=fields.yes_or_no(table, "household", where=where),
        denominator=fields.one_of(
            table, "denominator", ("calendar", "held_days"), "calendar", where=where
        ),
        window_months=fields.whole(table, "window_months", ROLLING_MONTHS, where=where, least=1),
        window_days=fields.whole(table, "window_days", 0, where=where),
        insurance_on_workday_from_end=fields.whole(
            table, "insurance_on_workday_from_end", 0, where=where
        ),
    )


def _stocks(table: fields.Table, *, kind: str, where: str) -> tuple[StockItem, ...]:
    if kind == "composite_score":
        return ()
    if "stocks" in table:
        return tuple(
            _stock(stock, where=f"{where}.stocks[{i}]")
            for i, stock in enumerate(fields.tables(table, "stocks", where=where))
        )
    if kind == "star_points":
        raise PolicyError(
            "{where}: star points need [[{where}.stocks]] with points and per", where=where
        )
    if "families" not in table and "coefficients" not in table and table.get("flows"):
        return ()
    return _coefficients(table, where=where)


def _coefficients(table: fields.Table, *, where: str) -> tuple[StockItem, ...]:
    """Asset classes at 1000 permille, save those that `coefficients` names."""
    permille = fields.check_keys(
        table.get("coefficients", {}), FAMILIES, where=f"{where}.coefficients"
    )
    listed = fields.families(
        fields.texts(table, "families", where=where) or ASSET_FAMILIES, where=f"{where}.families"
    )
    everything = dict.fromkeys((*listed, *permille), PERMILLE)
    for family in permille:
        everything[family] = fields.whole(permille, family, PERMILLE, where=f"{where}.coefficients")
    by_weight: dict[int, list[str]] = {}
    for family, weight in everything.items():
        by_weight.setdefault(weight, []).append(family)
    return tuple(
        StockItem(tuple(names), Fraction(weight, PERMILLE)) for weight, names in by_weight.items()
    )


def _weight(table: fields.Table, *, where: str) -> Fraction:
    """Hundredths of a point per minor unit; without `points`, money counts as itself."""
    if "points" not in table:
        return Fraction(1)
    points = fields.fraction(table["points"], where=f"{where}.points")
    per = fields.hundredths(fields.needed(table, "per", where=where), where=f"{where}.per")
    if per <= 0 or points <= 0:
        raise PolicyError("{where}: points and per must be more than 0", where=where)
    return points * MINOR_PER_MAJOR / per


def _stock(raw: Any, *, where: str) -> StockItem:
    table = fields.check_keys(raw, STOCK_KEYS, where=where)
    named = fields.texts(table, "families", where=where) or ASSET_FAMILIES
    return StockItem(fields.families(named, where=where), _weight(table, where=where))


def _flow(raw: Any, *, where: str) -> FlowItem:
    table = fields.check_keys(raw, FLOW_KEYS, where=where)
    return FlowItem(
        kinds=fields.texts(table, "kinds", where=where),
        weight=_weight(table, where=where),
        direction=fields.one_of(table, "direction", DIRECTIONS, "in", where=where),
        without_counterparties=fields.texts(table, "without_counterparties", where=where),
        customer_initiated_only=fields.yes_or_no(table, "customer_initiated_only", where=where),
    )


def _indicator(raw: Any, *, where: str) -> Indicator:
    table = fields.check_keys(raw, INDICATOR_KEYS, where=where)
    name = fields.text(table, "name", where=where)
    points = fields.tables(table, "break_points", where=where)
    return Indicator(
        name=name,
        zh=fields.text(table, "zh", name, where=where),
        en=fields.text(table, "en", name, where=where),
        source=fields.one_of(table, "source", SOURCES, "given", where=where),
        weight=fields.fraction(fields.needed(table, "weight", where=where), where=where),
        better=fields.one_of(table, "better", ("higher", "lower"), "higher", where=where),
        families=fields.families(fields.texts(table, "families", where=where), where=where),
        kinds=fields.texts(table, "kinds", where=where),
        direction=fields.one_of(table, "direction", DIRECTIONS, "in", where=where),
        attribute=fields.text(table, "attribute", "", where=where),
        customer_initiated_only=fields.yes_or_no(table, "customer_initiated_only", where=where),
        per_balance_of=fields.families(
            fields.texts(table, "per_balance_of", where=where), where=where
        ),
        break_points=tuple(_break_point(point, where=f"{where}.break_points") for point in points),
        levels=fields.amounts(table, "levels", where=where),
    )


def _break_point(raw: Any, *, where: str) -> tuple[int, int]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise PolicyError("{where}: write [value, score], got {raw}", where=where, raw=repr(raw))
    return fields.hundredths(raw[0], where=where), fields.hundredths(raw[1], where=where)
