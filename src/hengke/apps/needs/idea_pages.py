"""What the pages of one idea show."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hengke.apps.needs import idea_forms, permissions, policy, weighing, words
from hengke.apps.needs.idea_models import Factor, FactorKind, Idea, Stage
from hengke.apps.needs.survey_models import Feature
from hengke.engine.needs import benefit_cost, swot
from hengke.engine.needs.unknown import Unknown
from hengke.kernel import clock
from hengke.policies.needs import NeedsPolicy

Context = dict[str, Any]


def most_years() -> int:
    return policy.in_force(clock.now()).benefit_cost.most_years


def overview(idea: Idea, user: Any) -> Context:
    """Where it stands, and its three parts in short."""
    rules = policy.in_force(clock.now())
    (one,) = weighing.weighed([idea], rules)
    category = one.category
    return {
        **_head(idea, user, rules, "idea"),
        "one": one,
        "kano": told(category) | {"chip": words.KANO.get(str(category))},
        "figures": figures(one.case),
        "place": _swot_figures(one.swot),
        "stages": Stage.choices,
        "features": Feature.objects.filter(idea=idea).select_related("survey").order_by("-pk")[:20],
    }


def costs(idea: Idea, user: Any, typed: list[idea_forms.YearRow] | None = None) -> Context:
    rules = policy.in_force(clock.now())
    years = list(idea.years.order_by("year"))
    case = benefit_cost.evaluate(weighing.flows(years), rate=rules.benefit_cost.discount_rate)
    return {
        **_head(idea, user, rules, "costs"),
        "case": case,
        "figures": figures(case),
        "rate": float(rules.benefit_cost.discount_rate),
        "grid": typed or idea_forms.grid(years, most=rules.benefit_cost.most_years),
        "problems": [row for row in typed or [] if row.problem],
    }


def ranking(user: Any) -> Context:
    """Every live idea by benefit to cost, of equals by present value, unknown last."""
    rules = policy.in_force(clock.now())
    found = sorted(
        weighing.weighed(weighing.live(), rules), key=lambda one: benefit_cost.by_ratio(one.case)
    )
    return {
        "rows": [{"one": one, "figures": figures(one.case)} for one in found],
        "can_feed": permissions.can_feed(user),
        "rate": float(rules.benefit_cost.discount_rate),
    }


def swot_page(idea: Idea, user: Any) -> Context:
    rules = policy.in_force(clock.now())
    factors = list(idea.factors.order_by("kind", "pk"))
    result = swot.evaluate(weighing.factors_of(factors), policy=rules.swot)
    return {
        **_head(idea, user, rules, "swot"),
        "sides": [
            _side(FactorKind.STRENGTH, FactorKind.WEAKNESS, factors),
            _side(FactorKind.OPPORTUNITY, FactorKind.THREAT, factors),
        ],
        "place": _swot_figures(result),
        "cells": swot.CELLS,
        "strategies": _strategies(factors, result),
        "kinds": FactorKind.choices,
        "middle": float(rules.swot.middle),
    }


def told(value: Any) -> Context:
    """A figure, or why there is none."""
    if isinstance(value, Unknown):
        return {"value": None, "why": value.reason}
    return {"value": float(value) if isinstance(value, Fraction) else value, "why": ""}


def figures(case: benefit_cost.Result) -> Context:
    return {
        "npv": told(case.npv_minor),
        "ratio": told(case.ratio),
        "roi": told(case.roi),
        "payback": told(case.payback_years),
    }


def _head(idea: Idea, user: Any, rules: NeedsPolicy, here: str) -> Context:
    return {
        "idea": idea,
        "class_title": policy.class_title(idea.need_class, rules),
        "can_weigh": permissions.can_weigh(user),
        "here": here,
    }


def _swot_figures(result: swot.Result) -> Context:
    return {
        "inside": told(result.inside),
        "outside": told(result.outside),
        "cell": told(result.cell),
        "region": words.REGIONS.get(str(result.region), ""),
        "feasibility": told(result.feasibility),
        "strategy": told(result.strategy),
    }


def _side(first: FactorKind, second: FactorKind, factors: list[Factor]) -> Context:
    """One side with what its weights add up to, in shares."""
    rows = [one for one in factors if one.kind in (first, second)]
    return {
        "rows": [
            {"one": one, "weight": one.weight_permille / 1000,
             "product": one.weight_permille * one.rating / 1000}
            for one in rows
        ],
        "sum": sum(one.weight_permille for one in rows) / 1000,
        "label": f"{first.label} / {second.label}",
    }  # fmt: skip


def _strategies(factors: list[Factor], result: swot.Result) -> list[Context]:
    """TOWS: each strategy with the factors that it joins, the one that leads marked."""
    return [
        {
            "code": code,
            "title": words.STRATEGIES[code],
            "leads": result.strategy == code,
            "inside": [one.text for one in factors if one.kind == code[0]],
            "outside": [one.text for one in factors if one.kind == code[1]],
        }
        for code in swot.STRATEGIES
    ]
