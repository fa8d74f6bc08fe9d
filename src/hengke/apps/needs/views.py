"""The register of needs, and what is written into it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers.api import business_date, opened
from hengke.apps.needs import actions, feed, forms, latent, listing, permissions, policy, queries
from hengke.apps.needs.models import Nature, Need
from hengke.apps.tagging import api as tagging
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs(permissions.READ)
@require_GET
def register(request: StaffRequest) -> HttpResponse:
    """Needs of the person's book, the newest first."""
    rules, filters = policy.in_force(clock.now()), forms.read(request.GET)
    found = filters.through(queries.needs(request.user)).select_related("owner")
    page = paging.page(found, sort="-id", key="id", cursor=request.GET.get("after"))
    context = {
        "rows": listing.rows(list(page.rows), request.user, rules, named=True),
        "page": page,
        "filters": filters,
        "shown": forms.SHOWN.items(),
        "classes": [(code, policy.title(one)) for code, one in rules.classes.items()],
        "natures": Nature.choices,
    }
    return render(request, "needs/register.html", context)


@needs(permissions.READ_FEED)
@require_GET
def feed_page(request: StaffRequest) -> HttpResponse:
    """Unmet needs of everybody in reach, in groups that nobody is found in."""
    context = feed.context(request.user, policy.in_force(clock.now()))
    return render(request, "needs/feed.html", context)


@needs(permissions.READ)
@require_GET
def latent_page(request: StaffRequest) -> HttpResponse:
    """The rules that conclude needs, and for how many of the reader's customers they hold."""
    context = {
        "lines": latent.lines(request.user, policy.in_force(clock.now())),
        "as_of": business_date(),
        "can_define": tagging.can_define(request.user),
        "can_feed": permissions.can_feed(request.user),
    }
    return render(request, "needs/latent.html", context)


@needs(permissions.RECORD)
@require_POST
def record(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="needs", action=permissions.RECORD)
    form = forms.NeedForm(request.POST)
    actions.write_down(customer, form.noticed(), by=request.user, now=clock.now())
    messages.success(request, _("The need is written down."))
    return back(request, customer.pk)


@needs(permissions.RECORD)
@require_POST
def change(request: StaffRequest, number: int) -> HttpResponse:
    need = get_object_or_404(queries.needs(request.user, permissions.RECORD), pk=number)
    step = forms.said(forms.ChangeForm(request.POST))["step"]
    changed = _changed(need, step, request)
    messages.success(request, _("Changed."))
    return back(request, changed.customer_id)


def _changed(need: Need, step: str, request: StaffRequest) -> Need:
    now = clock.now()
    if step == "confirm":
        return actions.confirm(need, by=request.user, now=now)
    if step == "take_over":
        return actions.take_over(need, by=request.user, now=now)
    return actions.change(need, status=step, by=request.user, now=now)


def back(request: StaffRequest, customer_id: str) -> HttpResponse:
    return go_to(request, f"{reverse('workbench:customer', args=[customer_id])}?tab=needs")
