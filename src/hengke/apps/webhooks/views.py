"""Pages of webhooks: own subscriptions, a new one, another secret, deliveries, sending again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.identity import api as identity
from hengke.apps.webhooks import actions, kinds, queries
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

URL = 500


@needs(actions.MANAGE)
@require_http_methods(["GET", "POST"])
def subscriptions(request: StaffRequest) -> HttpResponse:
    """The list; a POST adds one, and its answer alone shows the secret."""
    if request.method == "GET":
        return _listed(request)
    made, secret = actions.subscribe(
        url=request.POST.get("url", "").strip()[:URL],
        events=request.POST.getlist("events"),
        by=request.user,
        now=clock.now(),
    )
    return _listed(request, shown=made.pk, secret=secret)


@needs(actions.MANAGE)
@require_POST
def renew(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.subscriptions(request.user), pk=number)
    secret = actions.renew_secret(found, by=request.user, now=clock.now())
    return _listed(request, shown=found.pk, secret=secret)


@needs(actions.MANAGE)
@require_POST
def end(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.subscriptions(request.user), pk=number)
    actions.end(found, by=request.user, now=clock.now())
    messages.success(request, _("Ended. What still waited is not sent any more."))
    return go_to(request, reverse("webhooks:subscriptions"))


@needs(actions.MANAGE)
@require_GET
def deliveries(request: StaffRequest, number: int) -> HttpResponse:
    """What became of each, newest first."""
    found = get_object_or_404(queries.subscriptions(request.user), pk=number)
    rows = queries.deliveries(request.user).filter(subscription=found)
    page = paging.page(rows, sort="-made_at", key="id", cursor=request.GET.get("after"))
    return render(request, "webhooks/deliveries.html", {"subscription": found, "page": page})


@needs(actions.MANAGE)
@require_POST
def replay(request: StaffRequest, key: str) -> HttpResponse:
    found = get_object_or_404(queries.deliveries(request.user), pk=key)
    actions.replay(found, by=request.user, now=clock.now())
    messages.success(request, _("It is sent again, under a number of its own."))
    return go_to(request, reverse("webhooks:deliveries", args=[found.subscription_id]))


def _listed(request: StaffRequest, *, shown: int | None = None, secret: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "rows": list(queries.subscriptions(request.user).order_by("-pk")),
        "events": [
            (name, kind.what)
            for name, kind in kinds.KINDS.items()
            if identity.may(request.user, kind.right)
        ],
        "shown": shown,
        "secret": secret,
    }
    return render(request, "webhooks/subscriptions.html", context)
