"""Trying out a draft of a policy: the form, the job that computes it, and its result.

The worker is asked outside of any transaction: it may take its time, and nobody waits behind it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from hengke.apps.tiering import (
    permissions,
    policy_shelf,
    queries,
    rule_text,
    simulation,
    simulation_job,
    trials,
)
from hengke.apps.tiering.ladder import Ladder, label
from hengke.kernel.errors import Refused
from hengke.policies.tiering import TierPolicy
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

SHOWN_MOVERS = 20


@needs("tiering.simulate")
@transaction.non_atomic_requests
@require_http_methods(["GET", "POST"])
def simulate(request: StaffRequest, name: str) -> HttpResponse:
    """The form as the policy has it; sent, it begins a job and leads to its page."""
    policy, ladder = _subject(request, name)
    fields = simulation.read(request.POST, policy)
    if request.method == "GET":
        return _page(request, policy, ladder, fields)
    if any(field.error for field in fields):
        return _page(request, policy, ladder, fields, status=422)
    try:
        text = simulation.text_of(fields, policy)
        job_id = simulation_job.start(policy, text, as_of=ladder.as_of)
    except Refused as refusal:
        return _page(request, policy, ladder, fields, status=422, refusal=refusal)
    return go_to(request, reverse("tiering:simulated", args=[name, job_id]))


@needs("tiering.simulate")
@require_GET
def simulated(request: StaffRequest, name: str, job_id: str) -> HttpResponse:
    """How far the trial is, or what came of it; for htmx the progress alone."""
    policy, ladder = _subject(request, name)
    trial = _trial(job_id, name)
    if request.htmx:
        if not trial.is_running:
            return HttpResponseClientRefresh()
        return render(request, "tiering/parts/simulation_progress.html", {"trial": trial})
    fields = simulation.read(trial.typed, policy)
    return _page(request, policy, ladder, fields, trial=trial, **_outcome(request, trial, ladder))


@needs("tiering.simulate")
@transaction.non_atomic_requests
@require_POST
def cancel(request: StaffRequest, name: str, job_id: str) -> HttpResponse:
    _subject(request, name)
    simulation_job.cancel(_trial(job_id, name))
    return go_to(request, reverse("tiering:simulated", args=[name, job_id]))


def _subject(request: StaffRequest, name: str) -> tuple[TierPolicy, Ladder]:
    permissions.check_can_simulate(request.user)
    offer = policy_shelf.offer(name)
    ladder = queries.ladder_of(name)
    if offer.policy is None or ladder.policy != name:
        raise Refused(offer.problem or _("%(policy)s has no results yet.") % {"policy": name})
    return offer.policy, ladder


def _trial(job_id: str, name: str) -> simulation_job.Trial:
    found = simulation_job.find(job_id, policy=name)
    if found is None:
        raise Http404
    return found


def _outcome(request: StaffRequest, trial: simulation_job.Trial, ladder: Ladder) -> dict[str, Any]:
    """What came of the draft, or why nothing did."""
    if trial.is_done:
        found = simulation.outcome(trial.result, ladder=ladder, user=request.user)
        whole = "all" in request.GET
        return {
            "outcome": found,
            "movers": found.sample[: None if whole else SHOWN_MOVERS],
            "origins": trials.origins(trial.policy, trial.id, request.user),
        }
    if trial.is_running:
        return {}
    return {"refusal": {"message": trial.message, "next_step": trial.next_step}}


def _page(
    request: StaffRequest,
    policy: TierPolicy,
    ladder: Ladder,
    fields: list[simulation.Field],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "policy": policy,
        "title": label(policy.title_zh, policy.title_en),
        "sentence": rule_text.sentence(policy),
        "ladder": ladder,
        "fields": fields,
        "changed": any(field.changed for field in fields),
        **more,
    }
    return render(request, "tiering/simulate.html", context, status=status)
