"""Runs and data: what the workbench stands on, how fresh it is, and a run started by hand."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.imports import actions, jobs, permissions, queries, run_report, words
from hengke.apps.imports.forms import RunForm
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs("imports.read_runs")
@require_GET
def runs(request: StaffRequest) -> HttpResponse:
    page = paging.page(
        queries.runs(), sort="-created_at", key="run_id", size=20, cursor=request.GET.get("after")
    )
    current = queries.current_run()
    can_start = permissions.can_import(request.user)
    context = {
        "page": page,
        "current": current,
        "as_of": current.as_of if current else None,
        "tables": [(words.table(one.table), one) for one in queries.freshness()],
        "behind": current is not None and current.known_at != queries.newest_batch(),
        "can_start": can_start,
        "proposed": queries.latest_business_date(),
        **_job(request),
    }
    return render(request, "imports/runs.html", context)


@needs("imports.read_runs")
@require_GET
def run(request: StaffRequest, run_id: str) -> HttpResponse:
    found = get_object_or_404(queries.runs(), pk=run_id)
    context = {"run": found, **run_report.context(found)}
    return render(request, "imports/run.html", context)


@needs("imports.read_runs")
@require_GET
def progress(request: StaffRequest) -> HttpResponse:
    return render(request, "imports/parts/run_progress.html", _job(request))


@needs("imports.write")
@require_POST
def start(request: StaffRequest) -> HttpResponse:
    form = RunForm(request.POST)
    if not form.is_valid():
        raise Refused(_("That is not a business date."), next_step=_("Write it as 2026-10-23."))
    job_id = actions.start_run(as_of=form.cleaned_data["as_of"], by=request.user)
    return go_to(request, f"{reverse('imports:runs')}?job={job_id}")


@needs("imports.write")
@transaction.non_atomic_requests
@require_POST
def cancel(request: StaffRequest, job_id: str) -> HttpResponse:
    actions.cancel_job(job_id, by=request.user)
    return go_to(request, f"{reverse('imports:runs')}?job={job_id}")


def _job(request: StaffRequest) -> dict[str, object]:
    """The job of the address, else the run that is under way, if any."""
    job_id = request.GET.get("job", "")
    job = jobs.find(job_id) if job_id else jobs.under_way("run")
    return {
        "job": job,
        "stage": words.stage(job.stage) if job else "",
        "can_cancel": permissions.can_import(request.user),
    }
