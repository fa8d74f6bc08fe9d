"""What a night writes of needs to come: per customer, per class, per book; and for the register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from hengke.engine.needs.outlook_columns import (
    DRIFTED,
    MODEL,
    NEED_DEMAND,
    NEED_OUTLOOKS,
    PLAIN,
    STEADY,
    UNJUDGED,
    WATCHED,
)
from hengke.engine.portable import day
from hengke.engine.stamp import STAMP
from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import in_bands
from hengke.learning.need_outlook import PLAIN as BY_PLAIN
from hengke.learning.need_report import Learnt
from hengke.learning.separation import stability_of_counts
from hengke.pipelines.need_outlook.models import Kept
from hengke.policies.register import RegisterPolicy

KIND = "need"
NOT_BETTER = "not_better_than_plain"
TESTED = (
    "auc", "average_precision", "brier", "calibration_error", "ks", "lift", "regression_auc",
)  # fmt: skip
FIGURES = (
    "cases", "needed", "rows", "usual", "tested_rows", "tested_cases", "auc", "auc_error",
    "plain", "plain_auc", "segment_auc", "rule_auc", "lately_auc", "matures_auc", "regression_auc",
    "without_market_auc", "brier", "plain_brier", "calibration_error", "lift", "chosen",
)  # fmt: skip
Row = dict[str, Any]
Rows = list[Row]


def method_of(one: Learnt) -> str:
    return PLAIN if one.model is not None and one.model.way == BY_PLAIN else MODEL


def outlooks(
    scores: ir.Table, today: ir.Table, kept: Kept | None, *, until: date, policy_version: str
) -> ir.Table:
    """NEED_OUTLOOKS without the stamp: who is above the usual share, and of whom nothing is said.

    `scores`: every customer and need that is scored, with `usual` and `method`.
    """
    version = ibis.literal(None if kept is None else kept.version, type="string")
    nothing = ibis.null("string")
    above = scores.filter(scores.probability > scores.usual)
    told = above.select(
        "customer_id", "need_class", "probability", "reasons", "method", version=version,
        times=above.probability / above.usual, unknown_reason=nothing,
    )  # fmt: skip
    silent = today.filter(today.unknown_reason.notnull())
    others = silent.select(
        "customer_id", "unknown_reason", need_class=ibis.literal(""),
        probability=ibis.null("float64"), reasons=nothing, method=nothing, version=nothing,
        times=ibis.null("float64"),
    )  # fmt: skip
    columns = [name for name in NEED_OUTLOOKS if name not in STAMP]
    whole = ibis.union(told, others.select(*told.columns))
    return whole.mutate(
        until_on=day(until), policy_version=ibis.literal(policy_version)
    ).select(*columns)  # fmt: skip


def demand(
    scores: ir.Table, records: ir.Table, places: ir.Table, *, policy_version: str
) -> ir.Table:
    """NEED_DEMAND without the stamp. `places`: customer_id, effective_tier."""
    who = records.select("customer_id", "branch_id", "manager_id")
    rows = scores.inner_join(who, "customer_id")
    rows = rows.left_join(places, "customer_id").drop("customer_id_right")
    rows = rows.mutate(tier=rows.effective_tier.coalesce(""))
    found = rows.group_by("need_class", "branch_id", "manager_id", "tier").agg(
        customers=rows.customer_id.count().cast("int64"),
        expected=rows.probability.sum(),
        above=(rows.probability > rows.usual).cast("int64").sum().cast("int64"),
    )
    columns = [name for name in NEED_DEMAND if name not in STAMP]
    return found.mutate(
        policy_version=ibis.literal(policy_version), expected=found.expected.round(6)
    ).select(*columns)


def kind_row(
    need: str, one: Learnt | None, reason: str | None, kept: Kept | None, *, until: date,
    due_on: date | None, market: Mapping[str, Any], scored: Mapping[str, Any] | None,
    policy_version: str, psi: float | None = None, drift: str | None = None,
) -> Row:  # fmt: skip
    """A row of NEED_KINDS. `reason`: why the need is not predicted."""
    told: Mapping[str, Any] = {} if one is None else one.told
    there = one is not None and one.model is not None
    sums = scored or {}
    return {
        "need_class": need,
        "state": method_of(one) if one is not None and there else "unknown",
        "unknown_reason": reason,
        "until_on": until,
        **{name: told.get(name) for name in FIGURES},
        "tested_on": kept.last_look if kept is not None and there else None,
        "market": json.dumps(dict(market), sort_keys=True) if there and market else None,
        "psi": psi,
        "drift": drift,
        "expected": sums.get("expected"),
        "scored": sums.get("scored"),
        "above": sums.get("above"),
        "due_on": due_on if there else None,
        "version": kept.version if kept is not None and there else None,
        "policy_version": policy_version,
    }


def model_row(
    need: str, one: Learnt, kept: Kept, *, due_on: date, scored: int, psi: float | None,
    drift: Mapping[str, float],
) -> Row:  # fmt: skip
    """A row of MODELS. A model that is no better than a plain way is none, with its figures."""
    told, good = one.told, one.model is not None and method_of(one) == MODEL
    tested = "auc" in told
    return {
        "kind": KIND,
        "policy": need,
        "role": "",
        "version": kept.version if good else None,
        "reason": None if good else one.reason or NOT_BETTER,
        "learnt_from": kept.first_look,
        "learnt_until": kept.known_until,
        "rows": told.get("rows"),
        "events": told.get("cases"),
        "features": len(told["features"]) if "features" in told else None,
        "method": _method(told.get("chosen")),
        "tested_on": "later_look" if tested else None,
        "tested_rows": told.get("tested_rows"),
        **{name: told.get(name) for name in TESTED},
        "baseline_auc": told.get("plain_auc"),
        "verdict": "better_than_plain" if good else None,
        "due_on": due_on,
        "scored": scored if good else None,
        "psi": psi,
        "drift": json.dumps(drift, sort_keys=True) if drift else None,
    }


def _method(chosen: str | None) -> str | None:
    if chosen is None:
        return None
    if chosen == "trees":
        return sentence("gradient-boosted trees (LightGBM), deterministic")
    return sentence("logistic regression with a ridge, by Newton's steps")


def bin_rows(need: str, one: Learnt, scores: Sequence[float]) -> Rows:
    """The bands of the test, how many of its rows the model in use scores into each, and how many
    it scores into each now."""
    tenths = list(one.told.get("calibration") or ())
    placed = one.told.get("placed") or [tenth["customers"] for tenth in tenths]
    counts = in_bands(scores, tenths)
    return [
        {
            "kind": KIND, "policy": need, "role": "", "bin": at, "upper": tenth["to"],
            "predicted": tenth["predicted"], "observed": tenth["observed"],
            "tested": placed[at], "scored": counts[at],
        }
        for at, tenth in enumerate(tenths)
    ]  # fmt: skip


def drift_of(one: Learnt, psi: float | None, scored: int, rules: RegisterPolicy) -> str | None:
    """In words of the register's policy, as the register tells them; None where no model speaks."""
    if one.model is None or method_of(one) != MODEL:
        return None
    if psi is None or min(one.told.get("tested_rows") or 0, scored) < rules.least_rows:
        return UNJUDGED
    if psi >= rules.psi_act:
        return DRIFTED
    return WATCHED if psi >= rules.psi_watch else STEADY


def psi_of(bins: Rows) -> float | None:
    """Drift of the scores since the test; None where nobody is scored."""
    tested, scored = ([one[name] for one in bins] for name in ("tested", "scored"))
    if not np.sum(scored):
        return None
    return round(stability_of_counts(tested, scored), 6)
