"""Files with many customers: ask for one, and take those that a second person allowed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.approvals.api import asked_by
from hengke.apps.customers import bulk_files, bulk_free
from hengke.kernel import clock
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

REASON = 500


def ask_address(name: str, query: str) -> str:
    """The page on which the file of a list is asked for."""
    return f"{reverse('customers:files')}?{urlencode({'list': name, 'of': query})}"


@needs("customers.export")
@require_GET
def files(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    ready = bulk_files.ready_for(request.user, now)
    context = {
        "asking": _asking(request),
        "day": bulk_free.today(request.user, now),
        "ready": [(one, _title(one), bulk_files.ends_at(one, now)) for one in ready],
        "waiting": [(one, _title(one)) for one in bulk_files.waiting_of(request.user, now)],
    }
    return render(request, "customers/files.html", context)


@needs("customers.export")
@require_POST
def ask(request: StaffRequest) -> HttpResponse:
    bulk_files.ask(
        request.POST.get("list", ""),
        request.POST.get("of", ""),
        reason=request.POST.get("reason", "")[:REASON],
        by=request.user,
        now=clock.now(),
    )
    messages.success(request, _("It waits for a second person. The file will be here then."))
    return go_to(request, reverse("customers:files"))


@needs("customers.export")
@require_POST
def take(request: StaffRequest, number: int) -> FileResponse:
    """A POST, because taking data out of the house is written down, and happens once."""
    found = get_object_or_404(asked_by(request.user), pk=number, kind=bulk_files.KIND)
    made = bulk_files.take(found, by=request.user, now=clock.now())
    return FileResponse(
        made.content, as_attachment=True, filename=made.name, content_type="text/csv; charset=utf-8"
    )


def _asking(request: StaffRequest) -> dict[str, Any] | None:
    """The list for which the page was opened, with how many customers its file has."""
    source = bulk_files.source_of(request.GET.get("list", ""))
    if source is None:
        return None
    query = source.understood(request.user, request.GET.get("of", ""))
    rows = source.count(request.user, query, bulk_files.COUNTED, ())
    return {"list": source.name, "title": source.title, "of": query, "rows": rows}


def _title(one: Any) -> Any:
    source = bulk_files.source_of(one.payload["list"])
    return source.title if source else one.subject_id
