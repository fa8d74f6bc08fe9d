"""The page of outcomes: rates by tier, by version of policy and model, by product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.customers.api import business_date
from hengke.apps.recommendation import gating, queries, rates, shown_list, words
from hengke.apps.recommendation.rates import Rate
from hengke.apps.recommendation.result_words import list_word, policy_word, tier_names


@dataclass(frozen=True)
class Line:
    """One group in words, with its numbers; `versions` in full where it is named by them."""

    title: str
    rate: Rate
    versions: str = ""

    def _list(self, answer: str = "") -> str:
        return shown_list.of_group(self.rate.group).query(answer=answer)

    @property
    def all_shown(self) -> str:
        """The query of the list of everything that the group counts as shown."""
        return self._list()

    @property
    def accepted(self) -> str:
        return self._list("accepted")

    @property
    def refused(self) -> str:
        return self._list("refused")

    @property
    def open(self) -> str:
        return self._list(shown_list.OPEN)


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
    names = tier_names()
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
    told = {"trial": found, "why": words.WHY_NOT_TRIED.get(reason or "", reason)}
    if found is None or not found.speaks:
        return told
    if found.ranker_reason == reason:
        return told | {"speaks": words.SPEAKS.get(found.speaks, found.speaks)}
    silent = words.WHY_NO_RANKER.get(found.ranker_reason or "", found.ranker_reason)
    return told | {"speaks": words.SPEAKS.get(found.speaks, found.speaks), "silent": silent}


def _class(group: dict[str, Any], names: dict[str, str]) -> str:
    tier = names.get(group["tier"], group["tier"]) or _("tier unknown")
    return f"{tier} · {list_word(group['personalised'])}"


def _version(group: dict[str, Any]) -> str:
    """The policy by its name and first day, and the kind of model."""
    policy = policy_word(group["policy_version"])
    model = _("with a model") if group["model_version"] else ""
    return " · ".join(filter(None, (policy, model, list_word(group["personalised"]))))


def _versions(group: dict[str, Any]) -> str:
    return " · ".join(filter(None, (group.get("policy_version"), group.get("model_version"))))
