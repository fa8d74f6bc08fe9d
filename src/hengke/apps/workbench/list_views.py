"""The list of customers, its file, its preview drawer, and handing customers over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers import api as customers
from hengke.apps.workbench import hand_over as handing
from hengke.apps.workbench import list_choices, list_export, list_filters, list_rows
from hengke.apps.workbench.list_queries import listed
from hengke.apps.workbench.list_rights import askable
from hengke.apps.workbench.reader import reader_of
from hengke.kernel import clock
from hengke.web.access import needs


@needs("customers.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Filters, order and place are the address; htmx gets the list alone."""
    filters = list_filters.read(request.GET, request.user)
    reader = reader_of(request, policy=filters.policy)
    found = listed(
        reader, filters, after=request.GET.get("after"), before=request.GET.get("before")
    )
    beside = list_rows.shown(found.customers, reader)
    context = {
        "reader": reader,
        "today": reader.today,
        "filters": filters,
        "found": found,
        "heads": list_rows.heads(beside.columns, filters),
        "rows": list_rows.rows(found.customers, beside, reader),
        "asking": askable(reader.user),
        "active": list_choices.active(reader, filters),
        "can_assign": customers.can_assign(request.user),
        "export_cap": list_export.CAP,
        **list_choices.choices(reader, filters),
    }
    return render(request, "workbench/customers.html", context)


@needs("customers.read")
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """The long form of filters, fetched when somebody opens it."""
    filters = list_filters.read(request.GET, request.user)
    reader = reader_of(request, policy=filters.policy)
    context = {
        "filters": filters,
        "asking": askable(reader.user),
        **list_choices.long_form(reader, filters),
    }
    return render(request, "workbench/parts/fields.html", context)


@needs("customers.export")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """A POST, because taking data out of the house is written down; one of many customers leads to
    where it is asked for."""
    asked = list_filters.read(request.GET, request.user).query().removeprefix("?")
    made = customers.take_alone(list_export.LIST, asked, by=request.user, now=clock.now())
    if made is None:
        return HttpResponseRedirect(customers.ask_address(list_export.LIST, asked))
    response = HttpResponse(made.content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@needs("customers.assign")
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Hand the chosen customers to a manager and come back to the same list."""
    numbers = request.POST.getlist("customer")
    if not numbers:
        messages.warning(request, _("Nobody was chosen: mark customers in the list first."))
        return HttpResponseRedirect(_back(request))
    moved = handing.hand_over(
        numbers, manager_id=request.POST.get("manager", ""), by=request.user, now=clock.now()
    )
    text = ngettext(
        "%(count)d customer handed over.", "%(count)d customers handed over.", len(moved)
    )
    unchanged = _("Nothing changed: they were in that book already.")
    messages.success(request, text % {"count": len(moved)} if moved else unchanged)
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if target and safe else reverse("workbench:customers")
