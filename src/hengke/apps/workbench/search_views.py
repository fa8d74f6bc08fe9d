"""Results of the command palette: customers of the reader's book, and pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengke.apps.audit import api as audit
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench.reader import Reader, reader_of
from hengke.web import navigation
from hengke.web.access import signed_in

AT_MOST = 8


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Option rows for ui/palette.html; nobody learns of customers outside the own book."""
    text = request.GET.get("q", "").strip()[:60]
    reader = reader_of(request)
    groups = [
        (_("Customers"), _customers(text, reader)),
        (_("Pages of the workbench"), _pages(text, request)),
    ]
    nothing = "" if any(found for _title, found in groups) else _("Nothing answers to that.")
    context = {"groups": groups, "nothing": nothing}
    return render(request, "ui/palette_results.html", context)


def _customers(text: str, reader: Reader) -> list[dict[str, Any]]:
    if not text:
        return []
    rows = customers.visible_to(reader.user)
    whole = customers.is_responsible(reader.user)
    found = customers.largest(rows, text, anywhere=whole, most=AT_MOST)
    if not found:
        audit.missed(reader.user, page="nothing_found")
    placed = tiering.positions_of([row.pk for row in found], user=reader.user, policy=reader.policy)
    return [_result(number, row, placed.get(row.pk), reader) for number, row in enumerate(found)]


def _result(number: int, row: customers.Customer, position: Any, reader: Reader) -> dict[str, Any]:
    step = reader.ladder.step(position.effective_tier) if reader.ladder and position else None
    seen = row.phone and customers.sees_identifiers(reader.user)
    tail = f" · {row.phone}" if seen else ""
    return {
        "id": f"customer-{number}",
        "href": reverse("workbench:customer", args=[row.pk]) + "?via=search",
        "icon": "building-2" if row.kind == "institution" else "user",
        "name": customers.shown_name(row, reader.user),
        "tier": {"palette": step.palette, "name": step.name} if step else None,
        "hint": f"{row.pk}{tail}",
    }


def _pages(text: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Pages of the rail, the preferences and the way out, by name or initials."""
    return [
        {
            "id": f"page-{number}",
            "href": entry.url,
            "press": entry.press,
            "icon": entry.icon,
            "name": entry.label,
            "hint": "" if entry.press else _("Page"),
        }
        for number, entry in enumerate(navigation.found(request, text))
    ]
