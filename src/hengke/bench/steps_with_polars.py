"""Polars, second part: the decision of one assessment, and the positions of the business date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from hengke.bench.question import Question
from hengke.bench.tier_words import RANK_TAKEN, SETTLED, STATES

MONTH = timedelta(days=30)


def ranked(asked: Question, total: pl.Expr, days: pl.Expr) -> pl.Expr:
    """The highest rank whose floor x days the total reaches: floors rise with the rank."""
    reached = [(total >= floor * days).cast(pl.Int64) for floor in asked.floors[1:]]
    return pl.sum_horizontal(reached)


def _looked_up(values: Sequence[object], rank: pl.Expr, kind: type[pl.DataType]) -> pl.Expr:
    found: pl.Expr = pl.lit(None, kind)
    for number, value in enumerate(values):
        found = pl.when(rank == number).then(pl.lit(value, kind)).otherwise(found)
    return found


def decided(asked: Question, on: date, rows: pl.DataFrame) -> pl.DataFrame:
    """One assessment from the one before: fast up, slow down."""
    before, rank = pl.col("before"), pl.col("assessed_rank")
    fails = pl.col("fails_before").fill_null(0)
    rows = rows.with_columns(fails=fails, grace=_looked_up(asked.graces, before, pl.Int64))
    failing = pl.min_horizontal(pl.col("fails") + 1, "grace")
    rows = rows.with_columns(failing=failing).with_columns(reason_code=_reason(asked, on))
    reason = pl.col("reason_code")
    best = pl.max_horizontal(rank, pl.col("best_before").fill_null(0))
    effective = pl.when(reason.is_in(RANK_TAKEN)).then(rank).otherwise(before.fill_null(rank))
    used = (
        pl.when(reason == "below_floor").then(pl.col("failing"))
        .when(reason.is_in(SETTLED)).then(0).otherwise(pl.col("fails"))
    )  # fmt: skip
    since = (
        pl.when(reason == "below_floor").then(best)
        .when(reason.is_in(SETTLED)).then(None).otherwise(pl.col("best_before"))
    )  # fmt: skip
    rows = rows.with_columns(effective_rank=effective, fails_used=used, best_rank_since=since)
    return rows.select(
        pl.lit(asked.policy.name).alias("policy"),
        pl.lit(asked.policy.version).alias("policy_version"),
        "customer_id", "assessed_on", "value_minor", "sum_minor_days", "days", "aum_minor",
        pl.lit(None, pl.String).alias("unknown_reason"), "assessed_rank",
        _looked_up(asked.names, rank, pl.String).alias("assessed_tier"),
        pl.lit("").alias("qualified_by"), before.alias("effective_rank_before"), "effective_rank",
        _looked_up(asked.names, pl.col("effective_rank"), pl.String).alias("effective_tier"),
        (pl.col("assessed_on") + timedelta(days=1)).alias("effective_from"), "fails_used",
        _looked_up(asked.graces, pl.col("effective_rank"), pl.Int64).alias("fails_allowed"),
        "best_rank_since",
        reason.replace_strict(STATES, default="excluded", return_dtype=pl.String).alias("state"),
        "reason_code",
    )  # fmt: skip


def _reason(asked: Question, on: date) -> pl.Expr:
    before, rank = pl.col("before"), pl.col("assessed_rank")
    return (
        pl.when(pl.col("status").is_in(asked.policy.excluded_statuses))
        .then(pl.lit("status_") + pl.col("status"))
        .when(before.is_null()).then(pl.lit("first_assessment"))
        .when(rank > before).then(pl.lit("floor_reached"))
        .when((rank == before) & (pl.col("fails") > 0)).then(pl.lit("fails_cleared"))
        .when(rank == before).then(pl.lit("floor_kept"))
        .when(pl.col("opened_on") > asked.protected_since(on)).then(pl.lit("new_customer"))
        .when(pl.col("failing") < pl.col("grace")).then(pl.lit("below_floor"))
        .otherwise(pl.lit("grace_used_up"))
    )  # fmt: skip


def placed(
    asked: Question, running: pl.DataFrame, last: pl.DataFrame, previous: pl.DataFrame,
    beside: pl.DataFrame, known: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Where everybody stands on the business date: gaps and the figures beside them."""
    earlier = previous.select("customer_id", previous="last", previous_effective="before")
    joined = (
        running.select("customer_id", "sum_minor_days", "days", "aum_minor", "value_minor")
        .join(last, "customer_id", how="left").join(earlier, "customer_id", how="left")
        .join(beside, "customer_id", how="left")
        .join(known.select("customer_id", "known_from"), "customer_id")
    )  # fmt: skip
    effective = pl.col("before")
    left = asked.days_total - pl.col("days")
    rows = joined.with_columns(
        days_left=left,
        per=pl.when(left > 0).then(left).otherwise(asked.days_total),
        keep=_looked_up(asked.floors, effective, pl.Int64),
        above=_looked_up(asked.floors[1:], effective, pl.Int64),
        ahead=pl.col("sum_minor_days") + pl.col("aum_minor") * left,
    )
    there = pl.col("known_from") <= asked.as_of - MONTH
    still = _missing(asked, "keep", pl.col("sum_minor_days"), pl.col("days_left"))
    return rows.select(
        pl.lit(asked.policy.name).alias("policy"),
        pl.lit(asked.policy.version).alias("policy_version"),
        "customer_id", pl.lit("CNY").alias("currency"), "assessed_on",
        pl.lit(asked.next_assessment).alias("next_assessment_on"),
        pl.col("last").alias("assessed_rank"), pl.col("last_tier").alias("assessed_tier"),
        effective.alias("effective_rank"), pl.col("tier").alias("effective_tier"),
        pl.col("previous").alias("previous_assessed_rank"),
        pl.col("previous_effective").alias("previous_effective_rank"), "state",
        pl.col("fails_before").alias("fails_used"), pl.col("allowed").alias("fails_allowed"),
        "aum_minor", pl.col("value_minor").alias("average_so_far_minor"),
        pl.col("value").alias("last_value_minor"),
        pl.when(there).then(pl.col("minor_before").fill_null(0)).alias("aum_30d_ago_minor"),
        pl.col("keep").alias("keep_floor_minor"), pl.col("above").alias("next_floor_minor"),
        _missing(asked, "keep", pl.col("ahead"), pl.col("per")).alias("gap_to_keep_minor"),
        _missing(asked, "above", pl.col("ahead"), pl.col("per")).alias("gap_to_next_minor"),
        pl.when(pl.col("days_left") > 0).then(still).alias("needed_for_rest_minor"), "days_left",
        pl.col("maturing_minor").fill_null(0), "maturing_on",
        pl.col("outflow_30d_minor").fill_null(0),
        pl.when(effective.is_null()).then(pl.lit("not_assessed_yet")).alias("unknown_reason"),
    )  # fmt: skip


def _missing(asked: Question, floor: str, total: pl.Expr, days: pl.Expr) -> pl.Expr:
    """What is short of the floor, spread over so many days and rounded up; null without a floor."""
    short = (pl.col(floor) * asked.days_total - total).clip(lower_bound=0)
    return pl.when(pl.col(floor).is_not_null() & (days > 0)).then((short + days - 1) // days)
