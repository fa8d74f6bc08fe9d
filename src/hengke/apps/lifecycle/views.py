"""The lifecycle page of a book, a branch or the bank."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import business_date
from hengke.apps.lifecycle import listing, overview, words
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

ROWS = 25


@needs("lifecycle.read")
@require_GET
def book(request: StaffRequest) -> HttpResponse:
    """Counts per stage, the ways since the run before, and one list of customers with reasons."""
    user, filters = request.user, listing.read(request.GET, request.user)
    page = paging.page(
        listing.found(user, filters),
        sort=filters.order,
        key="customer_id",
        size=ROWS,
        cursor=request.GET.get("after"),
    )
    context = {
        "filters": filters,
        "shows": [(word, label, filters.query(show=word)) for word, label in words.SHOWS.items()],
        "title": words.show(filters.show),
        "branches": listing.branches(user),
        "managers": listing.people(user, filters.branch),
        "page": page,
        "rows": listing.rows(page.rows, user=user, show=filters.show),
        "as_of": business_date(),
        **overview.context(user, filters),
    }
    return render(request, "lifecycle/book.html", context)
