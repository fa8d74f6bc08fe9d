"""Deliveries: upload or pick, check, import, confirm, undo; row errors as a file; progress."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.imports import (
    actions,
    delivery_page,
    inbox,
    jobs,
    mappings,
    policy,
    queries,
    settling,
)
from hengke.apps.imports.models import Delivery
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.limits import takes_files
from hengke.web.requests import StaffRequest


@needs("imports.write")
@require_GET
def imports(request: StaffRequest) -> HttpResponse:
    page = paging.page(
        queries.deliveries(), sort="-id", key="id", size=20, cursor=request.GET.get("after")
    )
    context = {
        "page": page,
        "rows": delivery_page.rows(page.rows),
        "folders": inbox.folders(queries.home()),
        "mappings": mappings.choices(queries.home()),
        "worker": jobs.worker_is_running(),
        "limit_bytes": inbox.LARGEST_BYTES,
    }
    return render(request, "imports/imports.html", context)


@needs("imports.write")
@takes_files
@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def upload(request: StaffRequest) -> HttpResponse:
    """Looks at the announced size before a byte is read, and checks the token afterwards.

    Outside a transaction: while a large file comes in, nobody else has to wait.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    inbox.check_size(int(length) if length.isdigit() else 0)
    return _uploaded(request)


@csrf_protect
def _uploaded(request: StaffRequest) -> HttpResponse:
    delivery = actions.upload(
        list(request.FILES.getlist("files")),
        mapping=request.POST.get("mapping", ""),
        by=request.user,
        now=clock.now(),
    )
    return _to(request, delivery)


@needs("imports.write")
@require_POST
def pick(request: StaffRequest) -> HttpResponse:
    delivery = actions.pick(
        request.POST.get("folder", ""),
        mapping=request.POST.get("mapping", ""),
        by=request.user,
        now=clock.now(),
    )
    return _to(request, delivery)


@needs("imports.write")
@require_GET
def delivery(request: StaffRequest, number: int) -> HttpResponse:
    found = _found(number)
    context = {
        **delivery_page.context(found, user=request.user),
        "worker": jobs.worker_is_running(),
    }
    return render(request, "imports/delivery.html", context)


@needs("imports.write")
@require_GET
def progress(request: StaffRequest, number: int) -> HttpResponse:
    """The part with the bar; it asks for itself every second while the job is under way. Once it
    is settled, by whomever, the whole page is asked for: what the job found stands there."""
    found = _found(number)
    if not policy.is_under_way(found):
        return _to(request, found)
    return render(request, "imports/parts/progress.html", delivery_page.progress(found))


@needs("imports.write")
@require_POST
def settle(request: StaffRequest, number: int) -> HttpResponse:
    """Asked by the progress part once the job has ended."""
    return _to(request, settling.settle(_found(number)))


@needs("imports.write")
@require_POST
def act(request: StaffRequest, number: int, what: str) -> HttpResponse:
    """One of the buttons of the page."""
    found = _found(number)
    if what == "check":
        actions.start_check(found, by=request.user)
    elif what == "import":
        add = request.POST.get("add_source") == "1"
        actions.start_import(found, add_source=add, by=request.user)
    elif what == "confirm":
        actions.confirm(found, by=request.user, now=clock.now())
    elif what == "undo":
        actions.start_undo(found, by=request.user)
    elif what == "mapping":
        actions.change_mapping(found, mapping=request.POST.get("mapping", ""), by=request.user)
    elif what == "discard":
        actions.discard(found, by=request.user)
        messages.success(request, _("The delivery was discarded."))
        return go_to(request, reverse("imports:imports"))
    return _to(request, found)


@needs("imports.write")
@transaction.non_atomic_requests
@require_POST
def cancel(request: StaffRequest, number: int) -> HttpResponse:
    found = _found(number)
    if policy.is_under_way(found):
        actions.cancel_job(found.job_id, by=request.user)
    return _to(request, found)


@needs("imports.write")
@require_POST
def error_file(request: StaffRequest, number: int) -> FileResponse:
    """Row errors as CSV, in the language of the page: table, file, row, column, value, reason.

    A POST like every file with customers in it: that it was taken is written down.
    """
    chinese = not (get_language() or "").startswith("en")
    found = _found(number)
    path = settling.errors_of(found, chinese=chinese)
    if path is None:
        raise Http404
    actions.record_row_errors(found, by=request.user)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"row-errors-{number}.csv",
        content_type="text/csv; charset=utf-8",
    )  # fmt: skip


def _found(number: int) -> Delivery:
    return get_object_or_404(queries.deliveries(), pk=number)


def _to(request: StaffRequest, delivery: Delivery) -> HttpResponse:
    return go_to(request, reverse("imports:delivery", args=[delivery.pk]))
