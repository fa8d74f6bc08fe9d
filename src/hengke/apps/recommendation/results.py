"""The page of outcomes: rates by tier, by version of policy and model, by product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.customers.api import business_date
from hengke.apps.recommendation import gating, queries, rates, words
from hengke.apps.recommendation.rates import Rate
from hengke.apps.tiering import api as tiering


@dataclass(frozen=True)
class Line:
    """One group in words, with its numbers; `versions` in full where it is named by them."""

    title: str
    rate: Rate
    versions: str = ""


@dataclass(frozen=True)
class Table:
    """One way of grouping."""

    key: str
    title: str
    lines: list[Line]


def context(user: Any) -> dict[str, Any]:
    """What recommendation/results.html accepts."""
    days = gating.day_of(business_date()).policy.model.showing_days
    rows = rates.counted(queries.outcomes(user), days=days)
    names = _tiers()
    titles = {
        "class": (_("By tier"), lambda group: _class(group, names)),
        "version": (_("By version of policy and model"), _version),
        "product": (_("By product"), lambda group: group["product_name"]),
    }
    tables = [
        Table(
            by,
            title,
            [Line(word(one.group), one, _versions(one.group)) for one in rates.rates(rows, by)],
        )
        for by, (title, word) in titles.items()
    ]
    shown = sum(line.rate.shown for line in tables[0].lines)
    return {**_trial(), "tables": tables, "shown": shown, "days": days}


def _trial() -> dict[str, Any]:
    """How good the nightly order is, and why nothing is said of it."""
    found = queries.trial()
    reason = None if found is None else found.reason
    return {"trial": found, "why": words.WHY_NOT_TRIED.get(reason or "", reason)}


def _class(group: dict[str, Any], names: dict[str, str]) -> str:
    tier = names.get(group["tier"], group["tier"]) or _("tier unknown")
    return f"{tier} · {_list(group)}"


def _version(group: dict[str, Any]) -> str:
    """The policy by its name and first day, and the kind of model."""
    policy = _("policy %(name)s of %(day)s") % dict(
        zip(("name", "day"), _named(group["policy_version"]), strict=True)
    )
    model = _("with a model") if group["model_version"] else ""
    return " · ".join(filter(None, (policy, model, _list(group))))


def _named(version: str) -> tuple[str, str]:
    """Name and first day of `name@day:digest` (policies.dated.version)."""
    name, _at, rest = version.partition("@")
    return name, rest.partition(":")[0] or "–"


def _versions(group: dict[str, Any]) -> str:
    return " · ".join(filter(None, (group.get("policy_version"), group.get("model_version"))))


def _list(group: dict[str, Any]) -> str:
    return _("scored list") if group["personalised"] else _("fixed order")


def _tiers() -> dict[str, str]:
    """Tier names of every policy enabled; of two with one code, the first."""
    found: dict[str, str] = {}
    for ladder in tiering.ladders():
        for step in ladder.steps:
            found.setdefault(step.tier, str(step.name))
    return found
