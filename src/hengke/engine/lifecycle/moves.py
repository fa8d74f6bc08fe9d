"""From run to run: since when a stage holds, which customers changed it, and how many."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.lifecycle.columns import LIFECYCLE, LIFECYCLE_MOVES
from hengke.engine.lifecycle.names import ARRIVED, FIRST
from hengke.engine.portable import day, whole_sum
from hengke.engine.stamp import STAMP
from hengke.kernel.periods import add_months

PLAIN = tuple(name for name in LIFECYCLE if name not in STAMP)
PLAIN_MOVES = tuple(name for name in LIFECYCLE_MOVES if name not in STAMP)


def with_since(
    now: ir.Table, before: ir.Table | None, *, as_of: date, before_on: date | None
) -> ir.Table:
    """Columns of LIFECYCLE without the stamp. `before`: those of the run before, None where there
    is none.

    A stage that is what it was keeps its day, also an unknown day; another begins with this run.
    Whoever was not in the run before begins as well.
    """
    if before is None or before_on is None:
        unknown = {"since": ibis.null("date"), "before_on": ibis.null("date")}
        return now.mutate(**unknown, stage_before=ibis.null("string")).select(*PLAIN)
    past = before.select(
        "customer_id", stage_before="stage", since_before="since", there=ibis.literal(True)
    )
    joined = now.left_join(past, "customer_id").drop("customer_id_right")
    there = joined.there.fill_null(False)
    same = there & joined.stage.identical_to(joined.stage_before)
    return joined.mutate(
        since=ibis.ifelse(same, joined.since_before, day(as_of)),
        before_on=ibis.ifelse(there, day(before_on), ibis.null("date")),
    ).select(*PLAIN)


def entered(stages: ir.Table, *, as_of: date) -> ir.Table:
    """Columns of LIFECYCLE_MOVES without the stamp: who entered a stage with this run, whose
    LIFECYCLE is `stages`."""
    rows = stages.filter((stages.since == day(as_of)).fill_null(False))
    return rows.mutate(moved_on=rows.since).select(*PLAIN_MOVES)


def logged(now: ir.Table, log: ir.Table | None, *, as_of: date, keep_months: int) -> ir.Table:
    """The log: what earlier runs wrote into it and is not too old, and what this one adds. Both
    with their stamps; `log` None where no run came before."""
    if log is None:
        return now
    recent = log.filter(log.moved_on > day(add_months(as_of, -keep_months)))
    return recent.select(*now.columns).union(now)


def books(stages: ir.Table, records: ir.Table, *, first: bool) -> ir.Table:
    """Columns of LIFECYCLE_BOOKS. `first`: no run came before."""
    place = records.select("customer_id", "branch_id", "manager_id")
    rows = stages.inner_join(place, "customer_id")
    nobody = ibis.literal(FIRST if first else ARRIVED)
    before = ibis.ifelse(rows.before_on.isnull(), nobody, rows.stage_before.coalesce(""))
    rows = rows.select(
        "branch_id",
        "manager_id",
        stage_before=before,
        stage=rows.stage.coalesce(""),
        before_on=rows.before_on,
        one=ibis.literal(1, type="int64"),
        sleeps=rows.dormant.coalesce(0),
        leaves=rows.losing.coalesce(0),
    )
    return rows.group_by("branch_id", "manager_id", "stage_before", "stage").agg(
        before_on=rows.before_on.max(),
        customers=whole_sum(rows.one),
        dormant=whole_sum(rows.sleeps),
        losing=whole_sum(rows.leaves),
    )
