"""Needs that rules conclude: of one customer with the facts, of a book by rule."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language

from hengke.apps.customers import api as customers
from hengke.apps.needs import policy, queries
from hengke.apps.needs.models import LatentNeed
from hengke.apps.tagging import api as tagging
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.policies.needs import NeedsPolicy
from hengke.web import formats


@dataclass(frozen=True)
class Fact:
    """One feature as the night found it; `value` is worded by its kind."""

    name: str
    kind: str
    value: Any


@dataclass(frozen=True)
class Concluded:
    """One rule that held. `known`: the class stands on the register already."""

    one: LatentNeed
    title: str
    sentence: str
    facts: list[Fact]
    known: bool

    @property
    def evidence(self) -> str:
        """What an entry of the register says; no amounts, who reads it may see bands only."""
        return f"{self.sentence} ({self.one.as_of.isoformat()}, {self.one.policy_version})"


@dataclass(frozen=True)
class RuleLine:
    """One rule with how many customers of the reader's reach it holds for."""

    tag: Any
    title: str
    need: str
    sentence: str
    customers: int


def of_customer(
    numbers: Collection[str], rules: NeedsPolicy, known: Collection[str]
) -> list[Concluded]:
    """What the shown night concluded about a customer found through `visible_to`."""
    rows = list(LatentNeed.objects.filter(customer_id__in=numbers).order_by("code"))
    told = tagging.sentences([row.code for row in rows]) if rows else {}
    return [
        Concluded(
            row,
            policy.class_title(row.need_class, rules),
            told.get(row.code, row.code),
            facts(row),
            row.need_class in known,
        )
        for row in rows
    ]


def facts(row: LatentNeed) -> list[Fact]:
    """The values in the order of the rule; a feature that is no more is told by its name."""
    zh = (get_language() or "zh").startswith("zh")
    found = []
    for name, value in json.loads(row.facts).items():
        feature = CATALOGUE.get(name)
        title = name if feature is None else feature.zh if zh else feature.en
        kind = "" if feature is None else str(feature.kind)
        if feature is not None and feature.kind is Kind.RATIO and not feature.is_share:
            kind = "number"
        found.append(Fact(title, kind, _plain(value, feature)))
    return found


def _plain(value: Any, feature: Any) -> Any:
    if feature is None or value is None:
        return value
    if feature.kind is Kind.RATIO:
        return float(value) if feature.is_share else formats.decimal(float(value))
    return (feature.choices or {}).get(value, value) if isinstance(value, str) else value


def lines(user: Any, rules: NeedsPolicy) -> list[RuleLine]:
    """Every rule of the run that is shown, in the order of the hierarchy of needs."""
    numbers = per_rule(user)
    found = [
        RuleLine(
            tag,
            tagging.title(tag),
            policy.class_title(need, rules),
            tagging.sentence(tag) or "",
            numbers.get(tag.code, 0),
        )
        for tag, need in tagging.concluding(customers.business_date())
    ]
    return sorted(found, key=lambda one: (-one.customers, one.tag.code))


def per_rule(user: Any) -> dict[str, int]:
    """Customers of the reader's reach for whom each rule held."""
    rows = LatentNeed.objects.filter(queries.reached(user, queries.READ)).order_by()
    counted = rows.values("code").annotate(n=Count("customer_id", distinct=True))
    return dict(counted.values_list("code", "n"))
