"""The role's home: each role sees what waits for it, or why there is nothing yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers import api as customers
from hengke.apps.workbench import home_bank, home_branch, home_house, home_manager, home_sentence
from hengke.apps.workbench.reader import Reader, reader_of
from hengke.kernel import clock
from hengke.web.access import signed_in

HOUSE = {"data": home_house.for_data, "auditor": home_house.for_auditor}
WITH_FIGURES = ("rm", "branch_head", "business", "risk")
"""Posts whose home is the book itself."""


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    if reader.role not in (*HOUSE, *WITH_FIGURES):
        return render(request, "workbench/home_pages.html", home_house.for_desk(reader, now=now))
    if reader.role in HOUSE:
        context = HOUSE[reader.role](reader, now=now)
        return render(
            request, f"workbench/home_{reader.role}.html", {"today": reader.today, **context}
        )
    if not customers.visible_to(request.user).exists():
        return render(request, "workbench/home_empty.html", _empty(reader, now))
    order = request.GET.get("by", "")
    template, context = _with_a_book(reader, order, now)
    return render(request, template, {"reader": reader, "today": reader.today, **context})


def _with_a_book(reader: Reader, order: str, now: Any) -> tuple[str, dict[str, Any]]:
    if reader.role == "rm":
        return "workbench/home_manager.html", home_manager.context(reader, order=order, now=now)
    if reader.role == "branch_head":
        return "workbench/home_branch.html", home_branch.context(reader, now=now)
    return "workbench/home_bank.html", home_bank.context(reader, now=now)


def _empty(reader: Reader, now: Any) -> dict[str, Any]:
    """Nothing was published at all, or nobody is in this person's book."""
    published = customers.business_date() is not None
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "published": published,
        "role": reader.role,
        "today": reader.today if published else None,
    }
