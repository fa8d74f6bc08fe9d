"""Groups of customers: all of them, and one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.clustering import actions, listing, overview, permissions, queries, words
from hengke.apps.customers.api import business_date
from hengke.apps.identity import api as identity
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

ROWS = 25


@needs("clustering.read")
@require_GET
def groups(request: StaffRequest) -> HttpResponse:
    """What sets each group apart; numbers are of the reader's books."""
    context = {"as_of": business_date(), **overview.context(request.user)}
    return render(request, "clustering/groups.html", context)


@needs("clustering.read")
@require_GET
def group(request: StaffRequest, number: int) -> HttpResponse:
    """One group: its middles, and its customers, those in its midst first."""
    found = get_object_or_404(queries.clusters(), cluster=number)
    members = queries.visible(request.user).filter(cluster=number)
    page = paging.page(
        members, sort="-fit_ppm", key="customer_id", size=ROWS, cursor=request.GET.get("after")
    )
    names = queries.names()
    context = {
        "group": found,
        "title": words.title(number, names),
        "name": names.get(number, ""),
        "told": words.told(found.words),
        "lines": listing.lines(list(queries.middles(number))),
        "page": page,
        "rows": listing.rows(page.rows, user=request.user),
        "can_name": permissions.can_name(request.user),
        "can_build": identity.may(request.user, "tagging.build"),
        "sees_all": permissions.sees_all(request.user),
        "expression": f"cluster = {number}",
        "as_of": business_date(),
    }
    return render(request, "clustering/group.html", context)


@needs("clustering.name")
@require_POST
def name(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.clusters(), cluster=number)
    said = actions.name(found, request.POST.get("name", ""), by=request.user, now=clock.now())
    messages.success(request, _("The name is saved.") if said else _("The group has no name now."))
    return go_to(request, reverse("clustering:group", args=[number]))
