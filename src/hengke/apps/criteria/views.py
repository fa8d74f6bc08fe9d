"""The review of tier floors: the page, its lists and file, what is recorded and proposed."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.criteria import (
    actions,
    file,
    floors_page,
    forms,
    kept,
    listing,
    permissions,
    proposing,
    review_page,
    words,
)
from hengke.apps.criteria.models import Proposal, Review
from hengke.apps.customers.api import business_date
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering.api import Ladder
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import amounts, paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

ROWS = 25


@needs(permissions.READ)
@require_GET
def review(request: StaffRequest) -> HttpResponse:
    """Figures of the whole bank: they tell of no customer."""
    ladders = tiering.ladders()
    if not ladders:
        return render(request, "criteria/nothing.html", {"as_of": business_date()})
    return _review(request, ladders, request.GET.get("policy"))


def _review(
    request: StaffRequest, ladders: Sequence[Ladder], policy: str | None, *,
    refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = review_page.context(request.user, ladders, policy)
    context |= {"refusal": refusal, "typed": request.POST}
    return render(request, "criteria/review.html", context, status=status)


@needs(permissions.READ)
@require_GET
def floors(request: StaffRequest) -> HttpResponse:
    """Other floors beside those in force, and what was proposed."""
    ladders = tiering.ladders()
    if not ladders:
        return render(request, "criteria/nothing.html", {"as_of": business_date()})
    ladder = review_page.chosen(ladders, request.GET.get("policy"))
    return render(request, "criteria/floors.html", floors_page.context(request.user, ladder))


@needs(permissions.READ)
@require_GET
def customers(request: StaffRequest) -> HttpResponse:
    """The list behind a figure, the richest first where the reader sees amounts; without a figure
    the review is what was meant."""
    asked = listing.read(request.GET, tiering.ladders())
    if asked is None:
        return HttpResponseRedirect(reverse("criteria:review"))
    page = paging.page(
        listing.found(request.user, asked),
        sort="-aum_minor" if amounts.are_whole() else "customer_id",
        key="customer_id",
        size=ROWS,
        cursor=request.GET.get("after"),
    )
    context = {
        "asked": asked,
        "as_of": asked.ladder.as_of,
        "page": page,
        "rows": listing.rows(page.rows, user=request.user, ladder=asked.ladder),
    }
    return render(request, "criteria/customers.html", context)


@needs(permissions.READ)
@require_GET
def export(request: StaffRequest) -> HttpResponse:
    """Every figure and every set of floors as CSV or JSON; nobody is named in it."""
    ladder, _assessed_on = actions.subject(request.GET.get("policy", ""))
    form = "json" if request.GET.get("form") == "json" else "csv"
    text, kind = file.written(ladder.policy, form)
    answer = HttpResponse(text, content_type=kind)
    name = f"criteria-{ladder.policy}-{ladder.as_of}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@needs(permissions.READ, post=permissions.RECORD)
@require_http_methods(["GET", "POST"])
def record(request: StaffRequest) -> HttpResponse:
    """The review is done, with a remark; refused, the page again with what was typed."""
    if request.method != "POST":
        return go_to(request, reverse("criteria:review"))
    policy = request.POST.get("policy", "")
    remark = request.POST.get("remark", "")
    try:
        done = actions.record_review(policy, remark=remark, by=request.user, now=clock.now())
    except Refused as refusal:
        ladders = tiering.ladders()
        if not ladders:
            raise
        return _review(request, ladders, policy, refusal=refusal, status=422)
    messages.success(request, _("The review is recorded."))
    return go_to(request, reverse("criteria:recorded", args=[done.pk]))


@needs(permissions.READ)
@require_GET
def recorded(request: StaffRequest, number: int) -> HttpResponse:
    """A review as it was recorded, and what was proposed of it."""
    found = get_object_or_404(Review.objects.select_related("reviewed_by"), pk=number)
    context = {
        "review": found,
        "figures": kept.shown(found, tiering.ladder_of(found.policy)),
        "proposals": [
            (one, words.candidate(one.candidate), words.proposal(one.state))
            for one in found.proposals.order_by("-made_at")
        ],
        "as_of": found.as_of,
    }
    return render(request, "criteria/recorded.html", context)


@needs(permissions.PROPOSE)
@transaction.non_atomic_requests
@require_POST
def try_out(request: StaffRequest) -> HttpResponse:
    """A candidate of the review, handed to the trial. The worker is asked outside a transaction."""
    policy, name = request.POST.get("policy", ""), request.POST.get("candidate", "")
    permissions.check_can_propose(request.user)
    actions.subject(policy)
    terms = tiering.trials.Terms(actions.floors_of(policy, name), {})
    job_id = tiering.trials.start(policy, terms)
    actions.keep(
        policy, candidate=name, terms=terms, job_id=job_id, by=request.user, now=clock.now()
    )
    return go_to(request, reverse("tiering:simulated", args=[policy, job_id]))


@needs(permissions.PROPOSE)
@transaction.non_atomic_requests
@require_POST
def adopt(request: StaffRequest) -> HttpResponse:
    """A draft typed in the trial, as a proposal of the review."""
    policy, job_id = request.POST.get("policy", ""), request.POST.get("job", "")
    actions.subject(policy)
    made = actions.adopted(policy, job_id, by=request.user, now=clock.now())
    messages.success(request, _("These floors are a proposal of the review."))
    return go_to(request, reverse("criteria:proposal", args=[made.pk]))


@needs(permissions.READ, post=permissions.PROPOSE)
@require_http_methods(["GET", "POST"])
def proposal(request: StaffRequest, number: int) -> HttpResponse:
    """What would change and of which review; sent, it asks the second person."""
    found = get_object_or_404(Proposal.objects.select_related("made_by", "review"), pk=number)
    if request.method == "GET":
        return _proposal(request, found)
    try:
        starts_on, reason = forms.typed(request.POST)
        actions.ask(found, starts_on=starts_on, reason=reason, by=request.user, now=clock.now())
    except Refused as refusal:
        return _proposal(request, found, refusal=refusal, status=422)
    messages.success(request, _("The request waits for a second person."))
    return go_to(request, reverse("criteria:proposal", args=[number]))


def _proposal(
    request: StaffRequest, found: Proposal, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    ladder = tiering.ladder_of(found.policy)
    terms = proposing.terms(found)
    context = {
        "proposal": found,
        "refusal": refusal,
        "typed": request.POST,
        "title": words.candidate(found.candidate),
        "chip": words.proposal(found.state),
        "ladder": ladder,
        "as_of": ladder.as_of,
        "changes": list(proposing.changes(terms.floors_minor, terms.graces, ladder)),
        "can_ask": permissions.can_propose(request.user)
        and found.state not in ("asked", "approved"),
    }
    return render(request, "criteria/proposal.html", context, status=status)
