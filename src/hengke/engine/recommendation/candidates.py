"""Products that may be recommended to customers, with propensity, context and levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import mul
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.recommendation import gate, held, suitable
from hengke.engine.recommendation.propensities import PPM, Reading, propensity
from hengke.engine.recommendation.rules import Rules
from hengke.engine.rules import books
from hengke.policies.recommendation import Lever, Product, Signal

NEEDS = "recorded_needs"
"""Column: classes of needs that stand unmet on the register, each between spaces; null: none."""
STANDING = ("customer_id", "state", "level", "person", "age", "status", "tier_rank")


@dataclass(frozen=True)
class Offer:
    """A product that is offered: its place in the file and among the flags of what is held."""

    product: Product
    place: int
    flag: int
    family: str
    risk: int | None
    reading: Reading


def answers(features: ir.Table, standing: ir.Table, rules: Rules) -> ir.Table:
    """STANDING, and one truth per signal (`s_NAME`) and condition of a product (`o_N`); what is
    unknown counts as not true. One row per customer. `features` has NEEDS where a signal is a need
    on the register."""
    truths: dict[str, Any] = {
        f"s_{name}": books.expression(rule.tree, features) for name, rule in rules.signals.items()
    }
    truths |= {
        f"s_{name}": features[NEEDS].contains(f" {need} ") for name, need in rules.needs.items()
    }
    codes = [one.code for one in rules.policy.products]
    truths |= {
        f"o_{codes.index(code)}": books.expression(rule.tree, features)
        for code, rule in rules.only.items()
    }
    asked = features.select(
        "customer_id",
        **{name: truth.cast("boolean").fill_null(False) for name, truth in truths.items()},
    )
    return standing.select(*STANDING).inner_join(asked, "customer_id")


def unmet(features: ir.Table, rules: Rules) -> ir.Table:
    """customer_id, unmet: products whose condition the customer does not surely meet, each code
    between spaces. It is no judgement of taste: it holds for the shelf in its fixed order, too."""
    parts = [
        ibis.ifelse(
            books.expression(rule.tree, features).cast("boolean").fill_null(False), "", f"{code} "
        )
        for code, rule in rules.only.items()
    ]
    text = ibis.literal(" ").concat(*parts) if parts else ibis.literal(" ")
    return features.select("customer_id", unmet=text)


def candidates(told: ir.Table, offers: Sequence[Offer], rules: Rules, *, on: date) -> ir.Table:
    """One row per customer and product on a shelf that the customer reaches, that passes the gate
    and is not held (or may be had again). `told`: `answers` with the flags of `held.flags`."""
    parts = [_of_product(told, offer, rules, on) for offer in offers]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _of_product(told: ir.Table, offer: Offer, rules: Rules, on: date) -> ir.Table:
    policy, product = rules.policy, offer.product
    family = ibis.literal(offer.family)
    risk = ibis.literal(offer.risk, type="int64")
    rank = told.tier_rank.coalesce(0)
    keep = [rank >= policy.by_name[product.shelf].from_rank]
    keep.append(
        suitable.verdict(told, policy.suitability, family=family, risk=risk) == gate.SUITABLE
    )
    if not product.again:
        keep.append(told[held.name(offer.flag)] == 0)
    if product.condition:
        keep.append(told[f"o_{offer.place - 1}"])
    signals = [
        one for one in policy.signals if one.wide.covers(product.code, offer.family, offer.risk)
    ]
    levers = [
        one for one in policy.levers
        if one.in_force(on) and one.wide.covers(product.code, offer.family, offer.risk)
    ]  # fmt: skip
    holds = {one.name: told[f"s_{one.name}"] for one in signals}
    pulls = {one.name: _pulls(told, one) for one in levers}
    return told.filter(*keep).select(
        "customer_id",
        "tier_rank",
        product_id=ibis.literal(product.code),
        family=family,
        risk=risk,
        shelf_place=ibis.literal(offer.place, type="int64"),
        propensity_ppm=propensity(told, offer.reading),
        propensity_basis=ibis.literal(offer.reading.basis),
        context_ppm=_factor(signals, holds),
        lever_ppm=_factor(levers, pulls),
        signals=_names(holds),
        levers=_names(pulls),
        trigger=_trigger(told, signals, policy.model.trigger_ranks),
        senior=suitable.needs_procedure(told, policy.suitability, family=family, risk=risk),
    )


def _pulls(told: ir.Table, lever: Lever) -> Any:
    if not lever.ranks:
        return ibis.literal(True)
    return told.tier_rank.isin(lever.ranks).fill_null(False)


def _factor(those: Sequence[Signal | Lever], holds: Mapping[str, Any]) -> ir.IntegerValue:
    """The product of the factors that hold, in millionths."""
    parts = [ibis.ifelse(holds[one.name], one.factor_ppm / PPM, 1.0) for one in those]
    if not parts:
        return ibis.literal(PPM, type="int64")
    return (reduce(mul, parts) * float(PPM)).round().cast("int64")


def _names(holds: Mapping[str, Any]) -> ir.StringValue:
    parts = [ibis.ifelse(truth, f"{name} ", "") for name, truth in holds.items()]
    if not parts:
        return ibis.literal("")
    return (parts[0].concat(*parts[1:]) if len(parts) > 1 else parts[0]).strip()


def _trigger(told: ir.Table, signals: Sequence[Signal], ranks: Sequence[int]) -> ir.StringValue:
    """The first signal that asks for an offer now, for the ranks that are to get one."""
    asking = [one for one in signals if one.trigger]
    if not asking or not ranks:
        return ibis.null("string")
    medium = told.tier_rank.isin(list(ranks)).fill_null(False)
    return ibis.cases(
        *((medium & told[f"s_{one.name}"], ibis.literal(one.name)) for one in asking),
        else_=ibis.null("string"),
    )
