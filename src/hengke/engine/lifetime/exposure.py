"""How long customers of a tier were seen and how many left: what hazards are learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.portable import day, whole_sum

NO_TIER, LOST = -1, -2


@dataclass(frozen=True)
class Window:
    """From one month end to another: tiers are those of the first day."""

    start: date
    end: date

    @property
    def months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month


def windows(dates: Sequence[date], *, end: date, months: int, least: int) -> list[Window]:
    """Windows that touch each other, the last one first, each of `months`; the earliest may be
    shorter. `dates` are the month ends of which tiers are known."""
    known = sorted(dates)
    found: list[Window] = []
    while True:
        inside = [one for one in known if least <= Window(one, end).months <= months]
        if not inside:
            return found
        found.append(Window(inside[0], end))
        end = inside[0]


def at_risk(relations: ir.Table, tiers: ir.Table, window: Window) -> ir.Table:
    """Customers whose relation went on at the start: kind, rank (-1: none), tenure at the start in
    months (null: unknown), seen (months), ended (0 or 1), ended_on; one row per customer.

    `tiers`: customer_id, rank; whom the policy does not assess has none. The month in which a
    relation ends counts as seen.
    """
    rows = relations.left_join(tiers.select("customer_id", "rank"), "customer_id")
    began = rows.began_on.isnull() | (rows.began_on <= day(window.start))
    goes_on = rows.ended_on.isnull() | (rows.ended_on > day(window.start))
    rows = rows.filter(began, goes_on)
    ended = (rows.ended_on <= day(window.end)).fill_null(False)
    length = ibis.literal(window.months, type="int64")
    return rows.select(
        "customer_id",
        "ended_on",
        kind=rows.kind.coalesce(""),
        rank=rows["rank"].coalesce(NO_TIER),
        tenure=months_between(day(window.start), rows.began_on),
        seen=ibis.ifelse(ended, months_between(rows.ended_on, day(window.start)), length),
        ended=ended.cast("int64"),
    )


def exposures(rows: ir.Table, bands: Sequence[int]) -> ir.Table:
    """kind, rank, and months_N and ended_N of each band of tenure N (its number), months_unknown
    and ended_unknown; one row per kind and rank. `rows` as `at_risk` gives them."""
    ends = [*bands[1:], None]
    sums: dict[str, ir.Scalar] = {}
    for number, (low, high) in enumerate(zip(bands, ends, strict=True)):
        months, ended = _in_band(rows, low, high)
        sums[f"months_{number}"], sums[f"ended_{number}"] = whole_sum(months), whole_sum(ended)
    unknown = rows.tenure.isnull().cast("int64")
    sums["months_unknown"] = whole_sum(unknown * rows.seen)
    sums["ended_unknown"] = whole_sum(unknown * rows.ended)
    return rows.group_by("kind", "rank").agg(**sums)


def transitions(rows: ir.Table, tiers: ir.Table) -> ir.Table:
    """kind, rank, to_rank (-2: lost) and customers; who has no row at the end counts nowhere.

    `rows` as `at_risk` gives them, `tiers` of the end of the window: customer_id, rank.
    """
    after = tiers.select("customer_id", to_rank=tiers["rank"].coalesce(NO_TIER))
    met = rows.left_join(after, "customer_id")
    met = met.mutate(to_rank=ibis.ifelse(met.ended == 1, LOST, met.to_rank))
    met = met.filter(met.to_rank.notnull())
    return met.group_by("kind", "rank", "to_rank").agg(customers=_.count().cast("int64"))


def _in_band(rows: ir.Table, low: int, high: int | None) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """Months seen while the tenure lay in the band, and 1 where the last of them was the end."""
    nothing = ibis.literal(0, type="int64")
    until = rows.tenure + rows.seen
    upper = until if high is None else ibis.least(until, ibis.literal(high, type="int64"))
    months = upper - ibis.greatest(rows.tenure, ibis.literal(low, type="int64"))
    last = until - 1
    inside = (last >= low) if high is None else (last >= low) & (last < high)
    known = rows.tenure.notnull()
    return (
        ibis.ifelse(known & (months > 0), months, nothing),
        ibis.ifelse(known & inside, rows.ended, nothing),
    )


def months_between(later: ir.DateValue, earlier: ir.DateValue) -> ir.IntegerValue:
    """Calendar months from one to the other, days left out; null where one is."""
    years = later.year().cast("int64") - earlier.year().cast("int64")
    return years * 12 + later.month().cast("int64") - earlier.month().cast("int64")


def bands_of(firsts: Sequence[int]) -> list[tuple[int, int | None]]:
    """From and until (not in; None: no end) of each band."""
    return [*pairwise(firsts), (firsts[-1], None)]
