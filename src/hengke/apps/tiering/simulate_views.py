"""Trying out a draft of a policy on a page; a GET, because nothing is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengke.apps.tiering import permissions, policy_shelf, queries, rule_text, simulation
from hengke.apps.tiering.ladder import Ladder, label
from hengke.kernel.errors import Refused
from hengke.policies.tiering import TierPolicy
from hengke.web.requests import StaffRequest


@require_GET
def simulate(request: StaffRequest, name: str) -> HttpResponse:
    permissions.check_can_simulate(request.user)
    offer = policy_shelf.offer(name)
    ladder = queries.ladder_of(name)
    policy = offer.policy
    if policy is None or ladder.policy != name:
        raise Refused(offer.problem or _("%(policy)s has no results yet.") % {"policy": name})
    fields = simulation.read(request.GET, policy)
    context = {
        "policy": policy,
        "title": label(policy.title_zh, policy.title_en),
        "sentence": rule_text.sentence(policy),
        "ladder": ladder,
        "fields": fields,
        "changed": any(field.changed for field in fields),
        "asked": "run" in request.GET,
        **_answered(request, fields, policy, ladder),
    }
    return render(request, "tiering/simulate.html", context)


def _answered(
    request: StaffRequest, fields: list[simulation.Field], policy: TierPolicy, ladder: Ladder
) -> dict[str, Any]:
    """The outcome, or what stands in its way: the form stays as it was typed either way."""
    if "run" not in request.GET or any(field.error for field in fields):
        return {}
    try:
        return {"outcome": simulation.ask(fields, policy, ladder=ladder, user=request.user)}
    except Refused as refusal:
        return {"refusal": refusal}
