"""Everybody's probability of leaving: by a model, by the plain rule, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.churn.columns import CHURN_SCORES, NO_MODEL
from hengke.engine.portable import day, quotient
from hengke.engine.stamp import STAMP
from hengke.learning.churn_batches import Scorer
from hengke.pipelines.batch_scores import scored
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.churn.models import NO, UNKNOWN, YES

MOST_EXPLAINED = 50_000
MODEL, RULE = "model", "rule"
COLUMNS = tuple(name for name in CHURN_SCORES if name not in STAMP)


def by_model(catalog: Catalog, model: str, inputs: ir.Table) -> ir.Table:
    """SCORES of all rows; reasons of the MOST_EXPLAINED who most probably leave."""
    return scored(catalog, inputs, model=model, by=Scorer, most=MOST_EXPLAINED, name="churn")


def by_rule(inputs: ir.Table, rates: Mapping[str, Mapping[str, Any]]) -> ir.Table:
    """SCORES by what the plain rule says: the share of those of whom it said the same before."""
    shares = {name: float(rates[name]["share"]) for name in (YES, NO, UNKNOWN)}
    probability = ibis.cases(
        (inputs.rule_holds == 1, shares[YES]),
        (inputs.rule_holds == 0, shares[NO]),
        else_=shares[UNKNOWN],
    )
    return inputs.select(
        "customer_id", probability=probability.cast("float64"), reasons=ibis.null("string")
    )


def nobody(inputs: ir.Table) -> ir.Table:
    """SCORES that say nothing: there is neither a model nor a share."""
    unknown = {"probability": ibis.null("float64"), "reasons": ibis.null("string")}
    return inputs.select("customer_id", **unknown)


def told(
    today: ir.Table,
    inputs: ir.Table,
    scores: ir.Table,
    *,
    method: str | None,
    version: str | None,
    decides_on: date,
    cut: float,
    policy_version: str,
) -> ir.Table:
    """CHURN_SCORES without the stamp. `today`: everybody; `inputs`: those of whom something can be
    said; `scores`: what is said of them, by which method and version."""
    said = inputs.select("customer_id", "rule_holds").left_join(scores, "customer_id")
    said = said.drop("customer_id_right")
    joined = today.left_join(said, "customer_id").drop("customer_id_right")
    there = joined.probability.notnull()
    rank = ibis.rank().over(order_by=joined.probability, group_by=there)
    among = joined.probability.count().over(group_by=there)
    place = quotient(rank.cast("int64") * 100, among.cast("int64").nullif(0)) + 1
    listed = (joined.probability >= cut).cast("int64")
    at_risk = (joined.probability * joined.average_minor.cast("float64")).round().cast("int64")
    nothing = ibis.null("string")
    return joined.mutate(
        decides_on=day(decides_on),
        percentile=ibis.ifelse(there, place, ibis.null("int64")),
        listed=listed,
        at_risk_minor=at_risk,
        method=ibis.ifelse(there, ibis.literal(method, type="string"), nothing),
        version=ibis.ifelse(there, ibis.literal(version, type="string"), nothing),
        unknown_reason=ibis.ifelse(
            there | joined.unknown_reason.notnull(), joined.unknown_reason, NO_MODEL
        ),
        policy_version=ibis.literal(policy_version),
    ).select(*COLUMNS)
