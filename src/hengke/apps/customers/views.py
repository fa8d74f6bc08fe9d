"""Seeing one identifier in full, and who did."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hengke.apps.customers import actions, permissions, queries, unmasking, words
from hengke.kernel import clock
from hengke.web.access import needs


@needs("customers.unmask")
@never_cache
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, customer_id: str, field: str) -> HttpResponse:
    """GET asks what it is for (or, with `close`, shows the mask again); POST shows the one field,
    this once."""
    permissions.check_can_unmask(request.user, field)
    customer = get_object_or_404(
        queries.visible_to(request.user, "customers.unmask"), pk=customer_id
    )
    context: dict[str, Any] = {
        "customer": customer,
        "field": field,
        "label": words.FIELDS[field],
        "masked": getattr(customer, field),
    }
    if request.method == "GET":
        return render(request, _asked(request), context | _choices(request))
    value = actions.unmask(
        customer,
        field,
        purpose=request.POST.get("unmask_purpose", ""),
        note=request.POST.get("unmask_note", ""),
        by=request.user,
        now=clock.now(),
    )
    return render(request, "customers/unmasked.html", context | {"value": value})


@needs("customers.watch_unmaskings")
@require_GET
def unmaskings(request: HttpRequest) -> HttpResponse:
    """How often each person looked, and the latest looks."""
    now = clock.now()
    purposes = {code: title for code, title, _ in unmasking.purposes(now)}
    context = {
        "habits": unmasking.habits(now=now),
        "latest": words.looks(unmasking.latest(), purposes),
        "days": unmasking.DAYS,
        "usual": unmasking.policy(now).usual_per_day,
    }
    return render(request, "customers/unmaskings.html", context)


def _asked(request: HttpRequest) -> str:
    return "customers/masked.html" if "close" in request.GET else "customers/unmask.html"


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "purposes": unmasking.purposes(clock.now()),
        "chosen": request.GET.get("purpose", ""),
        "note_length": unmasking.NOTE_LENGTH,
        "can_unmask": True,
    }
