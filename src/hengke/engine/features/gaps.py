"""Days on which the balance of an account is unknown, and why.

Columns of GAPS: account_id, family, from_on (in), until_on (out), reason; one row per account and
gap. Before its opening and from its closing on an account holds nothing, and that is known.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.observed import MONTH_END
from hengke.engine.features.reasons import (
    HISTORY_BEGINS_LATER,
    IN_QUARANTINE,
    MISSING_IN_SNAPSHOT,
    MONTH_END_ONLY,
    NO_BALANCES,
)
from hengke.engine.features.silver import Keep, Silver, lazily
from hengke.engine.portable import plus_days

COLUMNS = ("account_id", "family", "from_on", "until_on", "reason")


def gaps(silver: Silver, runs: ir.Table, accounts: ir.Table, *, keep: Keep = lazily) -> ir.Table:
    """All gaps in the lives of accounts: unclear days, late starts, between snapshots, nothing."""
    shown = snapshot_days(silver)
    unseen = accounts.anti_join(runs.select("account_id").distinct(), "account_id")
    found = ibis.union(
        runs.filter(runs.reason.notnull()).select(*COLUMNS),
        _late_starts(runs, accounts),
        _between_snapshots(runs, accounts, unseen, shown, keep=keep),
        _never(unseen, shown),
    )
    return found.filter(found.from_on < found.until_on)


def snapshot_days(silver: Silver) -> ir.Table:
    """Days for which month-end balances were delivered as a snapshot; one row per day.

    `complete`: an account that is missing holds nothing.
    """
    balances = silver.balances.filter(_.observed == MONTH_END)
    days = balances.select(snapshot_date="balance_date").distinct()
    shown = silver.snapshots.filter(silver.snapshots.table == "balances")
    return shown.semi_join(days, "snapshot_date").select("complete", on="snapshot_date")


def _late_starts(runs: ir.Table, accounts: ir.Table) -> ir.Table:
    """Accounts older than the history of their source, until their first row.

    Younger ones held nothing before their first row: a balance that never changed from nothing.
    """
    daily = runs.filter(runs.daily).anti_join(_with_month_ends(runs), "account_id")
    told = runs.reason.isnull() | (runs.reason != IN_QUARANTINE)
    begins = runs.filter(runs.daily, told).group_by("source").agg(begins_on=_.from_on.min())
    firsts = daily.group_by("account_id", "source").agg(first_on=_.from_on.min())
    late = firsts.inner_join(begins, "source").inner_join(accounts, "account_id")
    return late.filter(late.born_on < late.begins_on).select(
        "account_id", "family", from_on="born_on",
        until_on=ibis.least(_.first_on, _.gone_on), reason=ibis.literal(HISTORY_BEGINS_LATER),
    ).select(*COLUMNS)  # fmt: skip


def _with_month_ends(runs: ir.Table) -> ir.Table:
    return runs.filter(~runs.daily).select("account_id").distinct()


def _never(unseen: ir.Table, shown: ir.Table) -> ir.Table:
    """Accounts without a balance or a running balance, where no snapshot says that they are empty.

    From their opening on nothing is known of them.
    """
    none = shown.agg(days=_.count()).filter(_.days == 0)
    return unseen.cross_join(none).select(
        "account_id", "family", from_on="born_on", until_on="gone_on",
        reason=ibis.literal(NO_BALANCES),
    ).select(*COLUMNS)  # fmt: skip


def _between_snapshots(
    runs: ir.Table, accounts: ir.Table, unseen: ir.Table, shown: ir.Table, *, keep: Keep
) -> ir.Table:
    """Accounts known at month ends only: all days but those of the snapshots.

    Where rows of change follow, they end it. An account without any row belongs here if there are
    snapshots that it could have been in.
    """
    snapped = accounts.semi_join(_with_month_ends(runs), "account_id")
    changes = runs.filter(runs.daily).group_by("account_id").agg(change_on=_.from_on.min())
    lives = snapped.left_join(changes, "account_id").select(
        "account_id", "family", "born_on", gone_on=ibis.least(_.gone_on, _.change_on)
    )
    silent = unseen.cross_join(shown.agg(days=_.count()).filter(_.days > 0))
    lives = ibis.union(lives, silent.select("account_id", "family", "born_on", "gone_on"))
    lives = keep("snapshot_lives", lives)
    points = keep("snapshot_points", _points(runs, lives, shown))
    return ibis.union(_before(lives, points), _after(points), _missing(points))


def _points(runs: ir.Table, lives: ir.Table, shown: ir.Table) -> ir.Table:
    """Days that a snapshot shows of an account; one row per account and day.

    `known`: it was there, or the snapshot is complete.
    """
    rows = runs.filter(~runs.daily).select("account_id", on="from_on", known=ibis.literal(True))
    days = lives.select("account_id").cross_join(shown)
    days = days.select("account_id", "on", known="complete")
    seen = ibis.union(rows, days).group_by("account_id", "on").agg(known=_.known.any())
    lived = seen.inner_join(lives, "account_id")
    return lived.filter(lived.on >= lived.born_on, lived.on < lived.gone_on)


def _before(lives: ir.Table, points: ir.Table) -> ir.Table:
    """From the opening to the first snapshot; the whole life where there is none.

    Where the book ends before any snapshot, the history begins later for everybody: so it is told
    again once the first one has come.
    """
    begins = points.agg(begins_on=_.on.min())
    firsts = points.group_by("account_id").agg(first_on=_.on.min())
    joined = lives.left_join(firsts, "account_id").cross_join(begins)
    older = (joined.born_on < joined.begins_on).fill_null(True)
    return joined.select(
        "account_id", "family", from_on="born_on",
        until_on=joined.first_on.coalesce(joined.gone_on),
        reason=ibis.ifelse(older, HISTORY_BEGINS_LATER, MONTH_END_ONLY),
    ).select(*COLUMNS)  # fmt: skip


def _after(points: ir.Table) -> ir.Table:
    """From the day after a snapshot to the next one, or to the end."""
    following = _.on.lead().over(ibis.window(group_by="account_id", order_by="on"))
    return points.select(
        "account_id", "family", from_on=plus_days(_.on, 1),
        until_on=following.coalesce(_.gone_on), reason=ibis.literal(MONTH_END_ONLY),
    ).select(*COLUMNS)  # fmt: skip


def _missing(points: ir.Table) -> ir.Table:
    return points.filter(~points.known).select(
        "account_id", "family", from_on="on", until_on=plus_days(_.on, 1),
        reason=ibis.literal(MISSING_IN_SNAPSHOT),
    ).select(*COLUMNS)  # fmt: skip
