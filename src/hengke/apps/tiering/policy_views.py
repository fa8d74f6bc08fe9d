"""Tier policies: every one as a sentence and a table, and one of them in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.tiering import permissions, policy_facts, policy_shelf, queries, rule_text, sums
from hengke.apps.tiering.ladder import label
from hengke.policies.tiering import Tier, TierPolicy
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@dataclass(frozen=True)
class Shown:
    """A tier of a policy as a table shows it."""

    tier: Tier
    name: str
    floor: str | None
    benefits: list[str]


@needs("tiering.read_policy")
@require_GET
def policies(request: StaffRequest) -> HttpResponse:
    cards = [{"offer": one, **_said(one.policy)} for one in policy_shelf.offers()]
    return render(request, "tiering/policies.html", {"cards": cards, "as_of": policy_shelf.as_of()})


@needs("tiering.read_policy")
@require_GET
def policy(request: StaffRequest, name: str) -> HttpResponse:
    offer = policy_shelf.offer(name)
    context = {
        "offer": offer,
        "as_of": policy_shelf.as_of(),
        "versions": policy_shelf.history(name),
        "can_simulate": permissions.can_simulate(request.user) and offer.enabled,
        **_said(offer.policy),
        **_in_full(offer.policy),
        **_counted(request, name),
    }
    return render(request, "tiering/policy.html", context)


def _said(policy: TierPolicy | None) -> dict[str, Any]:
    if policy is None:
        return {}
    return {
        "policy": policy,
        "title": label(policy.title_zh, policy.title_en),
        "sentence": rule_text.sentence(policy),
        "tiers": [
            Shown(
                tier,
                label(tier.zh, tier.en),
                policy_facts.floor(policy, tier),
                policy_facts.benefits(tier),
            )
            for tier in reversed(policy.tiers)
        ],
    }


def _in_full(policy: TierPolicy | None) -> dict[str, Any]:
    if policy is None:
        return {}
    return {
        "measure": rule_text.measure(policy),
        "parts": policy_facts.parts(policy.measure),
        "terms": policy_facts.terms(policy),
        "ways": policy_facts.ways(policy),
    }


def _counted(request: StaffRequest, name: str) -> dict[str, Any]:
    """Customers and assets per effective tier of the reader's own scope, where published."""
    ladder = next((one for one in queries.ladders() if one.policy == name), None)
    if ladder is None or not permissions.can_read(request.user):
        return {}
    shares = sums.of_tiers(request.user, ladder)
    most = max((share.customers for share in shares), default=0)
    ordered = sorted(shares, key=lambda share: -1 if share.rank is None else share.rank)
    rows = [(ladder.at(share.rank), share) for share in reversed(ordered)]
    return {"ladder": ladder, "shares": rows, "most": most}
