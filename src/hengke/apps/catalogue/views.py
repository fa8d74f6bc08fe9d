"""The page of the catalogue, and the owner's attestation."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.catalogue import actions, market, permissions, queries, words
from hengke.kernel import clock
from hengke.policies.catalogue import CLASSES
from hengke.web.access import needs


@needs("catalogue.read")
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Filtered by the address: `class` and `q`; `table` opens one table."""
    now = clock.now()
    code, text = request.GET.get("class", ""), request.GET.get("q", "")[:60]
    code = code if code in CLASSES else ""
    tables = queries.chosen(data_class=code, text=text)
    opened = queries.opened(tables, request.GET.get("table", ""), narrowed=bool(code or text))
    context = {
        "standings": words.standings(queries.standings(now)),
        "places": words.places(tables, opened=opened),
        "filters": urlencode({"class": code, "q": text}),
        "history": queries.history(),
        "owners": words.roles(permissions.owners()),
        "can_attest": permissions.can_attest(request.user),
        "classes": CLASSES,
        "chosen": code,
        "text": text,
    }
    return render(request, "catalogue/catalogue.html", context)


@needs("catalogue.read")
@require_GET
def market_data(request: HttpRequest) -> HttpResponse:
    """Series of market data of the run that is shown, with how fresh each is."""
    found = market.groups()
    shown = next((lines[0].one.as_of for _title, lines in found if lines), None)
    return render(request, "catalogue/market.html", {"groups": found, "as_of": shown})


@needs("catalogue.attest")
@require_POST
def attest(request: HttpRequest) -> HttpResponse:
    made = actions.attest(request.POST.get("class", ""), by=request.user, now=clock.now())
    messages.success(
        request,
        _("%(data_class)s attested until %(day)s.")
        % {"data_class": made.data_class, "day": made.valid_until.isoformat()},
    )
    return HttpResponseRedirect(reverse("catalogue:catalogue"))
