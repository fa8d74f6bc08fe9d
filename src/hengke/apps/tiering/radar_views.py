"""The downgrade radar: everybody above the lowest tier whom the person may see, and its file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers.api import ask_address, managers, take_alone
from hengke.apps.tiering import (
    nothing,
    queries,
    radar_export,
    radar_list,
    words,
)
from hengke.apps.tiering.listing import rows
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

ROWS = 25
"""A page of fewer than 1,500 elements: it opens at once on a phone, too."""


@needs("tiering.read")
@require_GET
def radar(request: StaffRequest) -> HttpResponse:
    ladders = queries.ladders()
    if not ladders:
        return nothing.page(request, _("Downgrade radar"))
    ladder = queries.chosen(ladders, request.GET.get("policy"))
    filters = radar_list.read(request.GET, ladder)
    found = radar_list.positions(request.user, filters, ladder)
    page = paging.page(
        found,
        sort=filters.order,
        key="customer_id",
        size=ROWS,
        cursor=request.GET.get("after"),
    )
    context = {
        "ladder": ladder,
        "ladders": ladders,
        "filters": filters,
        "summary": radar_list.summary(request.user, filters, ladder),
        "page": page,
        "rows": rows(page.rows, user=request.user, ladder=ladder),
        "managers": _managers(request.user),
        "measure": words.measure(ladder.measure),
    }
    return render(request, "tiering/radar.html", {**context, **_choices(filters)})


@needs("tiering.export")
@require_POST
def file(request: StaffRequest) -> HttpResponseBase:
    """The list as it is filtered, as CSV. A POST, because taking data away leaves an audit row;
    one of many customers leads to where it is asked for."""
    ladder = queries.ladder_of(request.GET.get("policy"))
    asked = radar_list.read(request.GET, ladder).query().removeprefix("?")
    made = take_alone(radar_export.LIST, asked, by=request.user, now=clock.now())
    if made is None:
        return HttpResponseRedirect(ask_address(radar_export.LIST, asked))
    return FileResponse(
        made.content,
        as_attachment=True,
        filename=made.name,
        content_type="text/csv; charset=utf-8",
    )


def _managers(user: Any) -> dict[str, str]:
    """A branch head narrows the list to one manager; others have one or too many."""
    return managers(user.branch_id) if user.role == "branch_head" else {}


def _choices(filters: radar_list.Filters) -> dict[str, Any]:
    """Links and options of the filters, each with the address it leads to."""
    return {
        "shows": [(word, words.SHOWS[word], filters.query(show=word)) for word in radar_list.SHOWS],
        "sorts": [(word, words.SORTS[word]) for word in radar_list.sorts()],
    }
