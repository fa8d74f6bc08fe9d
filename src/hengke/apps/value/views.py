"""The value page of a book, a branch or the bank."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import business_date
from hengke.apps.value import holders, lifetime_page, listing, overview
from hengke.web import amounts, paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

ROWS = 20


@needs("value.read")
@require_GET
def book(request: StaffRequest) -> HttpResponse:
    """Lists of customers, what all of them bring, and how few bring how much. Who sees amounts as
    bands gets the customers in the order of their numbers: a place in an order tells the amount."""
    show = listing.read(request.GET.get("show", ""))
    page = paging.page(
        listing.found(request.user, show),
        sort=listing.ORDERS[show] if amounts.are_whole() else "customer_id",
        key="customer_id",
        size=ROWS,
        cursor=request.GET.get("after"),
    )
    context = {
        "show": show,
        "shows": listing.shows(),
        "page": page,
        "rows": listing.rows(page.rows, user=request.user),
        "as_of": business_date(),
    }
    return render(
        request, "value/book.html", {**context, **overview.context(request.user, request.GET)}
    )


@needs("value.read")
@require_GET
def product(request: StaffRequest) -> HttpResponse:
    """Customers of the reader's books who have a product, by a part of what it brings."""
    context = holders.context(request.user, request.GET)
    return render(request, "value/product.html", {**context, "as_of": business_date()})


@needs("value.read")
@require_GET
def lifetime(request: StaffRequest) -> HttpResponse:
    """What the customers of the reader's books are worth, by tier, and how that comes about."""
    context = lifetime_page.context(request.user)
    return render(request, "value/lifetime.html", {**context, "as_of": business_date()})
