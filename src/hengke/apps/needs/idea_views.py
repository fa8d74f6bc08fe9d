"""The board, and the pages of one idea: where it stands, its case, its SWOT."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.needs import (
    board,
    forms,
    idea_actions,
    idea_forms,
    idea_pages,
    permissions,
    policy,
)
from hengke.apps.needs.idea_models import Factor, Idea
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs(permissions.READ_IDEAS)
@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """The one list, and how it moves."""
    return _board(request)


@needs(permissions.READ_IDEAS, post=permissions.WEIGH)
@require_http_methods(["GET", "POST"])
def open_(request: StaffRequest) -> HttpResponse:
    """Refused, the board comes again with what was typed and the reason beside it; who asks for
    that address anew gets the board."""
    if request.method != "POST":
        return redirect("needs:board")
    try:
        said = forms.said(idea_forms.IdeaForm(request.POST))
        made = idea_actions.open_idea(by=request.user, now=clock.now(), **said)
    except Refused as refusal:
        return _board(request, typed=request.POST, refusal=refusal)
    messages.success(request, _("The idea is on the list. Say what it costs next."))
    return go_to(request, reverse("needs:idea", args=[made.pk]))


@needs(permissions.READ_IDEAS, post=permissions.WEIGH)
@require_http_methods(["GET", "POST"])
def idea(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Idea.objects.select_related("opened_by"), pk=number)
    if request.method == "POST":
        said = forms.said(idea_forms.StageForm(request.POST))
        idea_actions.change_idea(found, by=request.user, **said)
        messages.success(request, _("Changed."))
        return go_to(request, reverse("needs:idea", args=[number]))
    return render(request, "needs/idea.html", idea_pages.overview(found, request.user))


@needs(permissions.READ_IDEAS, post=permissions.WEIGH)
@require_http_methods(["GET", "POST"])
def costs(request: StaffRequest, number: int) -> HttpResponse:
    """The case year by year. What was typed stays on the page until it holds."""
    found = get_object_or_404(Idea, pk=number)
    if request.method != "POST":
        return render(request, "needs/costs.html", idea_pages.costs(found, request.user))
    rows = idea_forms.sent_grid(request.POST, most=idea_pages.most_years())
    if any(row.problem for row in rows):
        context = idea_pages.costs(found, request.user, typed=rows)
        return render(request, "needs/costs.html", context, status=422)
    idea_actions.write_costs(found, idea_forms.flows(rows), by=request.user)
    messages.success(request, _("Costs and benefits are written down."))
    return redirect("needs:costs", number)


@needs(permissions.READ_IDEAS)
@require_GET
def ranking(request: StaffRequest) -> HttpResponse:
    return render(request, "needs/ranking.html", idea_pages.ranking(request.user))


@needs(permissions.READ_IDEAS, post=permissions.WEIGH)
@require_http_methods(["GET", "POST"])
def swot(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Idea, pk=number)
    form: Any = idea_forms.FactorForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            idea_actions.add_factor(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.message} {refusal.next_step}")
        else:
            messages.success(request, _("The factor is written down."))
            return redirect("needs:swot", number)
    context = idea_pages.swot_page(found, request.user) | {"form": form}
    return render(request, "needs/swot.html", context, status=422 if form.is_bound else 200)


@needs(permissions.WEIGH)
@require_POST
def remove_factor(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Factor, pk=number)
    idea_actions.remove_factor(found, by=request.user)
    messages.success(request, _("The factor is gone."))
    return go_to(request, reverse("needs:swot", args=[found.idea_id]))


def _board(
    request: StaffRequest, *, typed: QueryDict | None = None, refusal: Refused | None = None
) -> HttpResponse:
    context = board.context(request.user, policy.in_force(clock.now()))
    context |= {"typed": typed or {}, "refusal": refusal}
    return render(request, "needs/board.html", context, status=422 if refusal else 200)
