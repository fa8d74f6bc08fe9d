"""The catalogue, one tag, why a customer has it, tags by hand, and a tag of the bank's own."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.approvals import api as approvals
from hengke.apps.customers.api import business_date, opened
from hengke.apps.tagging import (
    actions,
    alike,
    catalogue_page,
    completion,
    definition_form,
    definitions,
    forms,
    permissions,
    preview,
    queries,
    why,
    words,
)
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs(permissions.READ)
@require_GET
def tags(request: StaffRequest) -> HttpResponse:
    context = catalogue_page.context(request.user, request.GET)
    return render(request, "tagging/tags.html", context)


@needs(permissions.READ)
@require_GET
def tag(request: StaffRequest, code: str) -> HttpResponse:
    found = queries.tag(code)
    if found is None:
        raise Http404
    context = {
        "line": catalogue_page.line(request.user, found),
        "family": words.family(found.family),
        "turns": queries.turns_of(code),
        "alike": alike.of(code, request.user),
        "as_of": found.as_of,
    }
    return render(request, "tagging/tag.html", context)


@needs(permissions.READ)
@transaction.non_atomic_requests
@require_GET
def reasons(request: StaffRequest, customer_id: str, code: str) -> HttpResponse:
    """A sheet: the rule in words, and what made it true of this customer."""
    customer = opened(request.user, customer_id, page="tags", action=permissions.READ)
    found = queries.tag(code)
    if found is None or found.rule is None:
        raise Http404
    told = why.of(found.rule, customer.shown_numbers)
    context = {
        "tag": found,
        "title": queries.title(found),
        "sentence": queries.sentence(found),
        "found": next((one for one in told.values() if one.holds), None)
        or next(iter(told.values()), None),
    }
    return render(request, "tagging/why.html", context)


@needs(permissions.GIVE)
@require_POST
def give(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="tags", action=permissions.GIVE)
    told = forms.said(forms.GiveForm(request.POST))
    actions.give(customer, **told, by=request.user, now=clock.now())
    messages.success(request, _("The tag is given."))
    return _back(request, customer.pk)


@needs(permissions.GIVE)
@require_POST
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    given = get_object_or_404(queries.by_hand(request.user, permissions.GIVE), pk=number)
    actions.withdraw(given, by=request.user, now=clock.now())
    messages.success(request, _("The tag is withdrawn."))
    return _back(request, given.customer_id)


@needs(permissions.DEFINE)
@transaction.non_atomic_requests
@require_http_methods(["GET", "POST"])
def define(request: StaffRequest) -> HttpResponse:
    """A tag of the bank's own: asked for here, decided in the inbox."""
    if request.method == "GET":
        return _form(request)
    try:
        form = forms.DefinitionForm(request.POST)
        draft = form.draft(request.user.username)
        meant = preview.meant(draft.rule, request.user, action=permissions.DEFINE)
        definitions.ask(draft, reason=draft.source, by=request.user, now=clock.now(), meant=meant)
    except Refused as refusal:
        return _form(request, refusal=refusal, status=422)
    messages.success(
        request, _("The tag waits for a second person; then the next run computes it.")
    )
    return go_to(request, reverse("tagging:tags"))


@needs(permissions.DEFINE)
@transaction.non_atomic_requests
@require_POST
def try_out(request: StaffRequest) -> HttpResponse:
    """What the rule of a tag means and for how many it holds, while it is typed."""
    form = forms.PreviewForm(request.POST)
    told = forms.said(form)
    context = preview.context(told["rule"], request.user, action=permissions.DEFINE)
    return render(request, "tagging/preview.html", context)


def _form(
    request: StaffRequest, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    typed = request.POST or definition_form.typed(request.GET)
    context = {
        "families": words.FAMILIES.items(),
        "typed": typed,
        "needs": definition_form.needs(),
        "terms": completion.terms(),
        "refusal": refusal,
        "least": business_date(),
        "shortest": approvals.SHORTEST_REASON,
    }
    return render(request, "tagging/define.html", context, status=status)


def _back(request: StaffRequest, customer_id: str) -> HttpResponse:
    return go_to(request, f"{reverse('workbench:customer', args=[customer_id])}?tab=tags")
