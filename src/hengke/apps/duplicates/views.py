"""The list of pairs, one pair side by side, and what is decided about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.audit import api as audit
from hengke.apps.customers import api as customers
from hengke.apps.duplicates import actions, comparing, merging, page, queries, undoing, words
from hengke.apps.duplicates.models import Pair, State
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

PAGE_SIZE = 30


@needs("duplicates.read")
@require_GET
def pairs(request: StaffRequest) -> HttpResponse:
    """Pairs of one state, the likeliest first."""
    asked = request.GET.get("show", State.WAITING)
    show = asked if asked in State.values else State.WAITING
    found = paging.page(
        queries.listed(request.user, show), sort="-score_ppm", key="id", size=PAGE_SIZE,
        cursor=request.GET.get("after"),
    )  # fmt: skip
    context = {"page": found, "rows": _rows(found.rows, request.user)}
    return render(
        request, "duplicates/pairs.html", {**context, "show": show, "shows": State.choices}
    )


@needs("duplicates.read")
@require_GET
def pair(request: StaffRequest, number: int) -> HttpResponse:
    """Side by side; the choices in the address are previewed, nothing is changed."""
    found = _asked_for(request, number)
    audit.seen(request.user, [found.left_id, found.right_id], page="compared")
    context = page.context(found, request.user, chosen=request.GET.dict(), now=clock.now())
    return render(request, "duplicates/pair.html", context)


@needs("duplicates.decide")
@require_POST
def different(request: StaffRequest, number: int) -> HttpResponse:
    found = _asked_for(request, number, "duplicates.decide")
    actions.say_different(
        found, reason=request.POST.get("reason", ""), by=request.user, now=clock.now()
    )
    messages.success(request, _("Kept as two customers; they are not offered again."))
    return go_to(request, reverse("duplicates:pairs"))


@needs("customers.merge")
@require_POST
def merge(request: StaffRequest, number: int) -> HttpResponse:
    found, sent = _asked_for(request, number, "customers.merge"), request.POST.dict()
    merging.ask(
        found, stays=str(sent.get("stays", "")), by_hand=comparing.chosen_of(sent),
        reason=str(sent.get("reason", "")), by=request.user, now=clock.now(),
    )  # fmt: skip
    messages.success(request, _("Asked for. A second person decides."))
    return go_to(request, reverse("duplicates:pair", args=[number]))


@needs("customers.merge")
@require_POST
def undo(request: StaffRequest, number: int) -> HttpResponse:
    found = _asked_for(request, number, "customers.merge")
    undoing.ask(found, reason=request.POST.get("reason", ""), by=request.user, now=clock.now())
    messages.success(request, _("Asked for. A second person decides."))
    return go_to(request, reverse("duplicates:pair", args=[number]))


def _asked_for(request: StaffRequest, number: int, action: str = queries.READ) -> Pair:
    """A pair of which one side is in somebody else's book does not exist for the person."""
    try:
        return get_object_or_404(queries.visible_to(request.user, action), pk=number)
    except Http404:
        audit.missed(request.user, page="foreign")
        raise


def _rows(found: Any, user: Any) -> list[dict[str, Any]]:
    numbers = {number for pair in found for number in (pair.left_id, pair.right_id)}
    known = customers.in_reach(user).in_bulk(numbers)
    return [
        {
            "pair": pair,
            "left": _named(known.get(pair.left_id), user),
            "right": _named(known.get(pair.right_id), user),
            "score": words.score(pair.score_ppm),
            "exact": words.fields(pair.exact),
            "same": words.fields(pair.same),
            "differ": words.fields(pair.differ),
        }
        for pair in found
    ]


def _named(customer: Any, user: Any) -> str:
    return customers.shown_name(customer, user) if customer else ""
