"""The page of recommendations, its results and its shelf, and what is written down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers.api import business_date, opened
from hengke.apps.recommendation import (
    actions,
    forms,
    gating,
    listing,
    own_purchases,
    permissions,
    queries,
    results,
    shelf_page,
    shown_list,
    words,
)
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

ROWS = 25


@needs(permissions.READ)
@require_GET
def book(request: StaffRequest) -> HttpResponse:
    """One list of the person's book: recommendations, assessments that ran out, notices."""
    user, products = request.user, queries.products()
    filters, as_of = listing.read(request.GET, products), business_date()
    day = gating.day_of(as_of)
    sort, key = filters.order
    rows = listing.found(user, filters, day)
    page = paging.page(rows, sort=sort, key=key, size=ROWS, cursor=request.GET.get("after"))
    context = {
        "filters": filters,
        "shows": [(word, label, filters.query(show=word)) for word, label in words.SHOWS.items()],
        "title": words.SHOWS[filters.show],
        "products": listing.choices(products),
        "page": page,
        "rows": listing.rows(page.rows, user=user, filters=filters, day=day, products=products),
        "as_of": as_of,
        "day": day,
        "computed": bool(products),
    }
    return render(request, "recommendation/book.html", context)


@needs(permissions.READ)
@require_GET
def outcomes(request: StaffRequest) -> HttpResponse:
    """What was shown, what was accepted: by tier, version and product."""
    return render(request, "recommendation/results.html", results.context(request.user))


@needs(permissions.READ)
@require_GET
def shown(request: StaffRequest) -> HttpResponse:
    """The list behind a number of the results: what was shown to whom, and the answer."""
    context = shown_list.context(request.user, request.GET)
    return render(request, "recommendation/shown.html", context)


@needs(permissions.READ)
@require_GET
def shelf(request: StaffRequest) -> HttpResponse:
    """The products by shelf, with risk, state and faults."""
    return render(request, "recommendation/shelf.html", shelf_page.context(business_date()))


@needs(permissions.RECORD)
@require_POST
def show(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="recommendation", action=permissions.RECORD)
    product = forms.said(forms.ShowForm(request.POST))["product"]
    actions.show(customer, product_id=product, by=request.user, now=clock.now())
    messages.success(request, _("Written down as shown."))
    return back(request, customer.pk)


@needs(permissions.RECORD)
@require_POST
def answer(request: StaffRequest, number: int) -> HttpResponse:
    outcome = get_object_or_404(queries.outcomes(request.user, permissions.RECORD), pk=number)
    told = forms.said(forms.AnswerForm(request.POST))
    changed = actions.answer(outcome, **told, by=request.user, now=clock.now())
    messages.success(request, _("The answer is written down."))
    return back(request, changed.customer_id)


@needs(permissions.RECORD)
@require_POST
def ask(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="recommendation", action=permissions.RECORD)
    asked = forms.WishForm(request.POST).asked()
    own_purchases.ask(customer, asked, by=request.user, now=clock.now())
    messages.success(request, _("The request waits for a second person."))
    return back(request, customer.pk)


def back(request: StaffRequest, customer_id: str) -> HttpResponse:
    address = reverse("workbench:customer", args=[customer_id])
    return go_to(request, f"{address}?tab=recommendation")
