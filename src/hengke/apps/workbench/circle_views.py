"""The page of a household, and that of a group."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengke.apps.audit import api as audit
from hengke.apps.customers import api as customers
from hengke.apps.workbench import circle, profile_words
from hengke.web.access import needs


@needs("customers.read")
@require_GET
def household(request: HttpRequest, customer_id: str) -> HttpResponse:
    customer = customers.opened(request.user, customer_id, page="household")
    found = circle.household(customer, request.user)
    return _page(request, customer, found, title=_("Household"), page="household")


@needs("customers.read")
@require_GET
def group(request: HttpRequest, customer_id: str) -> HttpResponse:
    customer = customers.opened(request.user, customer_id, page="group")
    found = circle.group(customer, request.user)
    return _page(request, customer, found, title=_("Group"), page="group")


def _page(
    request: HttpRequest, customer: customers.Customer, found: circle.Circle, **said: Any
) -> HttpResponse:
    others = [one["customer"].pk for one in found.members if one["customer"].pk != customer.pk]
    audit.seen(request.user, others, page=said.pop("page"))
    for one in found.members:
        one["words"] = [profile_words.word(profile_words.RELATIONS, kind) for kind in one["ties"]]
    context = {
        "customer": customer,
        "name": customers.shown_name(customer, request.user),
        "circle": found,
        **said,
    }
    return render(request, "workbench/circle.html", context)
