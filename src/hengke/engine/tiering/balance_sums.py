"""Balances x days, summed per customer and window: one pass over the book for many dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from hengke.engine.features import reasons
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.portable import days_between, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.engine.tiering import windows
from hengke.engine.tiering.windows import Window

INSURANCE = "insurance"
LARGEST = 2**63 - 1
HEADROOM = 64
"""So many balances, each as large as is believed, still fit into one sum."""


@dataclass(frozen=True)
class Basket:
    """Balances summed under one name: families with their weights, whole numbers."""

    name: str
    weights: Mapping[str, int]


def balance_sums(
    balances: ir.Table, baskets: Sequence[Basket], spans: Sequence[Window]
) -> ir.Table:
    """One row per customer (or pool) and window in which anything was held or unknown.

    customer_id, assessed_on, assets_minor (unweighted, on the last day) and assets_why, and for
    each basket <name>_total (weight x balance x days), <name>_today (weight x balance on the last
    day) and <name>_why. Sums are of what is known; `why` is the place of the first reason why they
    are not the whole, null when they are. `balances` as `credited.balances` gives them.
    """
    touching = _in_windows(balances, spans)
    heaviest = max((w for basket in baskets for w in basket.weights.values()), default=1)
    limit = LARGEST // (max(heaviest, 1) * max(span.days for span in spans) * HEADROOM)
    rows = touching.mutate(why=_or_too_large(touching, limit))
    rows = rows.mutate(minor=ibis.ifelse(rows.why.isnull(), rows.minor, 0))
    sums = _assets(rows)
    for basket in baskets:
        sums |= _of_basket(rows, basket)
    return rows.group_by("customer_id", "assessed_on").agg(**sums)


def _in_windows(balances: ir.Table, spans: Sequence[Window]) -> ir.Table:
    """Every balance once per window that it touches; `held`: for how many of its days it counts."""
    looks = windows.table(spans)
    met = balances.join(looks, [balances.from_on < looks.until, balances.until_on > looks.start])
    overlap = days_between(
        ibis.least(met.until_on, met.until), ibis.greatest(met.from_on, met.start)
    )
    if any(span.insurance_on for span in spans):
        there = (met.from_on <= met.insurance_on) & (met.until_on > met.insurance_on)
        for_all = ibis.ifelse(there, met.days, 0)
        overlap = ibis.ifelse(met.family == INSURANCE, for_all, overlap)
    return met.select(
        "customer_id", "family", "minor", "why", "assessed_on",
        held=overlap, at_end=met.until_on >= met.until,
    )  # fmt: skip


def _or_too_large(rows: ir.Table, limit: int) -> ir.IntegerValue:
    """A balance that would burst the sums is unknown, like one that was never delivered."""
    burst = rows.why.isnull() & ~rows.minor.between(-limit, limit)
    return ibis.ifelse(burst, reasons.place(reasons.TOO_LARGE), rows.why)


def _assets(rows: ir.Table) -> dict[str, ir.Value]:
    counted = rows.at_end & rows.family.isin([*ASSET_FAMILIES, UNKNOWN_FAMILY])
    return {
        "assets_minor": whole_sum(rows.minor, where=counted),
        "assets_why": rows.why.min(where=counted),
    }


def _of_basket(rows: ir.Table, basket: Basket) -> dict[str, ir.Value]:
    weight = weight_of(rows.family, basket.weights)
    counted = (weight != 0) | (rows.family == UNKNOWN_FAMILY)
    return {
        f"{basket.name}_total": whole_sum(rows.minor * weight * rows.held),
        f"{basket.name}_today": whole_sum(rows.minor * weight, where=rows.at_end),
        f"{basket.name}_why": rows.why.min(where=counted & (rows.held > 0)),
    }


def weight_of(family: ir.StringValue, weights: Mapping[str, int]) -> ir.IntegerValue:
    """The weight of a family, 0 for those that do not count. The commonest weight is tested once.

    Loans have no weight unless a policy names them: they are not assets.
    """
    by_weight: dict[int, list[str]] = {}
    for name, weight in weights.items():
        by_weight.setdefault(weight, []).append(name)
    cases = [(family.isin(names), ibis.literal(w, "int64")) for w, names in by_weight.items()]
    return ibis.cases(*cases, else_=ibis.literal(0, "int64")) if cases else ibis.literal(0, "int64")
