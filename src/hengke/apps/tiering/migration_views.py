"""Tier migration between any two assessments, and the customers behind a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengke.apps.tiering import (
    matrix,
    migration,
    migration_address,
    migration_list,
    nothing,
    queries,
)
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.migration_address import Asked
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs("tiering.read")
@require_GET
def migrations(request: StaffRequest) -> HttpResponse:
    ladders = queries.ladders()
    if not ladders:
        return nothing.page(request, _("Tier migration"))
    ladder, asked = _asked(request, ladders)
    found = _moves(request, ladder, asked) if asked else []
    context = {
        **_frame(ladder, asked),
        "ladders": ladders,
        "columns": matrix.columns(found, ladder),
        "lines": matrix.lines(found, ladder, asked) if asked else (),
        "totals": matrix.totals(found, ladder),
    }
    return render(request, "tiering/migration.html", context)


@needs("tiering.read")
@require_GET
def customers(request: StaffRequest) -> HttpResponse:
    """The list behind a cell; without a cell the matrix is what was meant."""
    ladders = queries.ladders()
    ladder, asked = _asked(request, ladders) if ladders else (None, None)
    if ladder is None or asked is None or not asked.way:
        return HttpResponseRedirect(reverse("tiering:migration"))
    rows = migration.narrowed(
        _known(request, asked), ladder, way=asked.way, before=asked.before, after=asked.after
    )
    page = paging.page(
        rows, sort="-aum_minor", key="customer_id", cursor=request.GET.get("after_row")
    )
    context = {
        **_frame(ladder, asked),
        "page": page,
        "rows": migration_list.rows(page.rows, user=request.user, ladder=ladder, asked=asked),
        "before": ladder.named(asked.before),
        "after": ladder.named(asked.after),
    }
    return render(request, "tiering/migration_customers.html", context)


def _asked(request: StaffRequest, ladders: Sequence[Ladder]) -> tuple[Ladder, Asked | None]:
    ladder = queries.chosen(ladders, request.GET.get("policy"))
    dates = migration.dates(ladder.policy, run_id=ladder.run_id)
    return ladder, migration_address.read(request.GET, ladder, dates)


def _known(request: StaffRequest, asked: Asked) -> Any:
    return migration.known_at(
        request.user,
        policy=asked.policy,
        first=asked.first,
        last=asked.last,
        effective=asked.effective,
    )


def _moves(request: StaffRequest, ladder: Ladder, asked: Asked) -> list[migration.Move]:
    return migration.moves(
        request.user,
        policy=asked.policy,
        first=asked.first,
        last=asked.last,
        effective=asked.effective,
        run_id=ladder.run_id,
    )


def _frame(ladder: Ladder, asked: Asked | None) -> dict[str, Any]:
    dates = migration.dates(ladder.policy, run_id=ladder.run_id)
    return {
        "ladder": ladder,
        "dates": list(reversed(dates)),
        "asked": asked,
    }
