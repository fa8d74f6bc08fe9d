"""Products that come together, and the customers who lack the other half."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from hengke.apps.associations import pages, queries
from hengke.apps.customers.api import business_date, shown_name
from hengke.apps.identity import api as identity
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

ROWS = 25


@needs("associations.read")
@require_GET
def rules(request: StaffRequest) -> HttpResponse:
    context = {"lines": pages.lines(request.user), "as_of": business_date()}
    return render(request, "associations/rules.html", context)


@needs("associations.read")
@require_GET
def rule(request: StaffRequest, families: str) -> HttpResponse:
    """`families`: those of the condition and the product, the product last, joined by a dash."""
    *condition, product = families.split("-")
    found = get_object_or_404(queries.rules(), condition=" ".join(condition), product=product)
    page = paging.page(
        queries.lacking(found, request.user), sort="customer_id", key="customer_id", size=ROWS,
        cursor=request.GET.get("after"),
    )  # fmt: skip
    context = {
        "line": pages.line(found, queries.candidates(request.user)),
        "page": page,
        "rows": [(one, shown_name(one, request.user)) for one in page.rows],
        "can_build": identity.may(request.user, "tagging.build"),
        "as_of": business_date(),
    }
    return render(request, "associations/rule.html", context)
