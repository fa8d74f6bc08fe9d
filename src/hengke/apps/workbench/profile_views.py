"""The page of one customer, and the drawer that previews it beside a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import Customer, opened
from hengke.apps.workbench import profile_page
from hengke.apps.workbench.reader import Reader, reader_of
from hengke.web.access import needs


@needs("customers.read")
@require_GET
def profile(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A customer of somebody else's book does not exist for the person."""
    customer, reader = _asked_for(request, customer_id, page=_way(request))
    context = profile_page.page(customer, reader, request.GET.get("tab", ""))
    return render(request, "workbench/customer.html", context)


@needs("customers.read")
@require_GET
def preview(request: HttpRequest, customer_id: str) -> HttpResponse:
    customer, reader = _asked_for(request, customer_id, page="preview")
    return render(request, "workbench/preview.html", profile_page.preview(customer, reader))


def _asked_for(request: HttpRequest, customer_id: str, *, page: str) -> tuple[Customer, Reader]:
    customer = opened(request.user, customer_id, page=page)
    return customer, reader_of(request, policy=request.GET.get("policy", ""))


def _way(request: HttpRequest) -> str:
    """A hit of the palette says so in its address."""
    return "found" if request.GET.get("via") == "search" else "profile"
