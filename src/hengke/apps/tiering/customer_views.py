"""The tier page of one customer: history, gap, explanation, overrides."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import shown_name, visible_to
from hengke.apps.tiering import permissions, queries
from hengke.apps.tiering.listing import Row
from hengke.web.requests import StaffRequest


@require_GET
def customer(request: StaffRequest, customer_id: str) -> HttpResponse:
    if not permissions.can_read(request.user):
        raise Http404
    record = get_object_or_404(visible_to(request.user), pk=customer_id)
    ladder = queries.ladder_of(request.GET.get("policy"))
    position = queries.position(customer_id, policy=ladder.policy)
    name = shown_name(record, request.user)
    context = {
        "customer": record,
        "name": name,
        "ladder": ladder,
        "row": Row(position, ladder, name) if position else None,
        "history": queries.history(customer_id, policy=ladder.policy),
    }
    return render(request, "tiering/customer.html", context)
