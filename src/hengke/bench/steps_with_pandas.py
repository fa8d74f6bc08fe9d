"""pandas, second part: the decision of one assessment, and the positions of the business date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from hengke.bench.question import Question
from hengke.bench.tier_words import RANK_TAKEN, SETTLED, STATES

MONTH = timedelta(days=30)


def ranked(asked: Question, total: pd.Series, days: pd.Series) -> Any:
    """The highest rank whose floor x days the total reaches: floors rise with the rank."""
    return sum((total >= floor * days).astype("int64") for floor in asked.floors[1:])


def _looked_up(values: Sequence[Any], rank: pd.Series) -> pd.Series:
    return rank.map(dict(enumerate(values)))


def decided(asked: Question, on: date, rows: pd.DataFrame) -> pd.DataFrame:
    """One assessment from the one before: fast up, slow down."""
    rank = rows["assessed_rank"]
    before = rows["before"].astype("Int64")
    best_before = rows["best_before"].astype("Int64")
    fails = rows["fails_before"].astype("Int64").fillna(0).astype("int64")
    grace = _looked_up(asked.graces, before).astype("Int64")
    failing = (fails + 1).clip(upper=grace.fillna(0)).astype("Int64")
    reason = _reason(asked, on, rows, fails=fails, failing=failing < grace)
    below, settled = reason == "below_floor", reason.isin(SETTLED)
    effective = before.fillna(rank).mask(reason.isin(RANK_TAKEN), rank).astype("int64")
    used = fails.mask(settled, 0).mask(below, failing.fillna(0)).astype("int64")
    best = pd.concat([rank, best_before.fillna(0)], axis=1).max(axis=1)
    since = best_before.mask(settled, pd.NA).mask(below, best)
    return rows[["customer_id", "assessed_on"]].assign(
        policy=asked.policy.name, policy_version=asked.policy.version,
        assessed_on=rows["assessed_on"].dt.date, value_minor=rows["value_minor"],
        sum_minor_days=rows["sum_minor_days"], days=rows["days"], aum_minor=rows["aum_minor"],
        unknown_reason=pd.Series(pd.NA, rows.index, "string"), assessed_rank=rank,
        assessed_tier=_looked_up(asked.names, rank), qualified_by="",
        effective_rank_before=before, effective_rank=effective,
        effective_tier=_looked_up(asked.names, effective),
        effective_from=(rows["assessed_on"] + pd.Timedelta(days=1)).dt.date, fails_used=used,
        fails_allowed=_looked_up(asked.graces, effective), best_rank_since=since,
        state=reason.map(STATES).fillna("excluded"), reason_code=reason,
    )  # fmt: skip


def _reason(
    asked: Question, on: date, rows: pd.DataFrame, *, fails: pd.Series, failing: pd.Series
) -> pd.Series:
    """The first that applies."""
    rank, before = rows["assessed_rank"], rows["before"].astype("Int64").fillna(-1)
    new = rows["opened_on"] > pd.Timestamp(asked.protected_since(on))
    cases: list[tuple[Any, Any]] = [
        (rows["status"].isin(asked.policy.excluded_statuses), "status_" + rows["status"]),
        (before < 0, "first_assessment"), (rank > before, "floor_reached"),
        ((rank == before) & (fails > 0), "fails_cleared"), (rank == before, "floor_kept"),
        (new, "new_customer"), (failing.fillna(False), "below_floor"),
    ]  # fmt: skip
    tests = [np.asarray(test, dtype=bool) for test, _ in cases]
    words = [np.asarray(word, dtype=object) for _, word in cases]
    return pd.Series(np.select(tests, words, "grace_used_up"), index=rows.index)


def placed(
    asked: Question, running: pd.DataFrame, last: pd.DataFrame, previous: pd.DataFrame,
    beside: pd.DataFrame, known: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Where everybody stands on the business date: gaps and the figures beside them."""
    earlier = previous[["customer_id", "last", "before"]].rename(
        columns={"last": "previous", "before": "previous_effective"}
    )
    columns = ["customer_id", "sum_minor_days", "days", "aum_minor", "value_minor", "known_from"]
    rows = running[columns].merge(last, on="customer_id", how="left")
    rows = rows.merge(earlier, on="customer_id", how="left")
    rows = rows.merge(beside, on="customer_id", how="left")
    effective = rows["before"].astype("Int64")
    left = asked.days_total - rows["days"]
    per = left.mask(left <= 0, asked.days_total)
    keep = _looked_up(asked.floors, effective).astype("Int64")
    above = _looked_up(asked.floors[1:], effective).astype("Int64")
    ahead = rows["sum_minor_days"] + rows["aum_minor"] * left
    there = rows["known_from"] <= pd.Timestamp(asked.as_of - MONTH)
    still = _missing(asked, keep, rows["sum_minor_days"], left.mask(left <= 0, 1))
    counted = ("last", "previous", "previous_effective", "fails_before", "allowed", "value")
    whole = {name: _whole(rows[name]) for name in counted}
    return rows[["customer_id", "aum_minor"]].assign(
        policy=asked.policy.name, policy_version=asked.policy.version, currency="CNY",
        assessed_on=pd.to_datetime(rows["last_on"]).dt.date,
        next_assessment_on=asked.next_assessment, assessed_rank=whole["last"],
        assessed_tier=rows["last_tier"], effective_rank=effective, effective_tier=rows["tier"],
        previous_assessed_rank=whole["previous"],
        previous_effective_rank=whole["previous_effective"], state=rows["state"],
        fails_used=whole["fails_before"], fails_allowed=whole["allowed"],
        average_so_far_minor=rows["value_minor"], last_value_minor=whole["value"],
        aum_30d_ago_minor=_whole(rows["minor_before"]).fillna(0).where(there, pd.NA),
        keep_floor_minor=keep, next_floor_minor=above,
        gap_to_keep_minor=_missing(asked, keep, ahead, per),
        gap_to_next_minor=_missing(asked, above, ahead, per),
        needed_for_rest_minor=still.where(left > 0, pd.NA), days_left=left,
        maturing_minor=_whole(rows["maturing_minor"]).fillna(0),
        maturing_on=rows["maturing_on"].dt.date,
        outflow_30d_minor=_whole(rows["outflow_30d_minor"]).fillna(0),
        unknown_reason=pd.Series("not_assessed_yet", rows.index).where(effective.isna()),
    )  # fmt: skip


def _whole(values: pd.Series) -> pd.Series:
    """A merge turns whole numbers with gaps into floats; below 2^53 nothing is lost."""
    return values.astype("Int64")


def _missing(asked: Question, floor: pd.Series, total: pd.Series, days: pd.Series) -> pd.Series:
    """What is short of the floor, spread over so many days and rounded up; null without a floor."""
    short = (floor * asked.days_total - total).clip(lower=0)
    return (short + days - 1) // days
