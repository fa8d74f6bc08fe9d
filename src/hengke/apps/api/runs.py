"""Runs: what was computed, one started by hand, and jobs under way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, Field, Router, Schema

from hengke.apps.api import paging
from hengke.apps.api.operations import JSON, reads, writes
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.words import Key, Sent
from hengke.apps.imports import api as imports
from hengke.web.paging import page
from hengke.web.sentences import said

router = Router(tags=["Runs"])
READ, WRITE = "imports.read_runs", "imports.write"


class RunOut(Schema):
    """One nightly run. Exactly one is current: the one that pages and the API show."""

    run_id: str = Field(..., examples=["run-20261023-013000"])
    as_of: date
    known_at: str = Field(..., description="The last batch that it saw.")
    engine: str = Field(..., examples=["duckdb"])
    created_at: datetime
    seconds: float
    customers: int
    policies: dict[str, str] = Field(default_factory=dict)
    current: bool


class JobOut(Schema):
    """A long task of the worker. `percent` is null while nobody can say how much is left."""

    job_id: str
    state: str = Field(..., description="running, done, failed or cancelled.", examples=["done"])
    stage: str = ""
    percent: int | None = Field(None, ge=0, le=100)
    message: str = ""
    next_step: str = ""


class RunIn(Sent):
    """The business date that the run is about."""

    as_of: date


@reads(router, "/runs", Listed[RunOut], right=READ, name="runs")
def runs(
    request: HttpRequest, response: HttpResponse, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """Runs, newest first."""
    after = paging.place(request, asked)
    turned = page(imports.runs(), sort="-created_at", key="run_id", size=asked.limit, cursor=after)
    told = [_run(row) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@writes(
    router, "/runs", JobOut, status=202, body=JSON, right=WRITE, name="runs", alone=True,
    example={"as_of": "2026-10-23"},
)  # fmt: skip
def start(request: HttpRequest, sent: RunIn = Body(...)) -> JobOut:
    """Start a run for a business date.

    It goes on in the worker: ask for the job until its state is done.
    """
    return job_of(imports.actions.start_run(as_of=sent.as_of, by=request.user))


@reads(router, "/runs/current", RunOut, right=READ, name="run-current")
def current(request: HttpRequest) -> RunOut:
    """The run whose results are shown."""
    found = imports.current_run()
    if found is None:
        raise Http404
    return _run(found)


@reads(router, "/jobs/{job_id}", JobOut, right=READ, name="job")
def job(request: HttpRequest, job_id: Key) -> JobOut:
    """How far a job is."""
    return job_of(job_id)


@writes(router, "/jobs/{job_id}/cancel", JobOut, right=WRITE, name="job-cancel", alone=True)
def cancel(request: HttpRequest, job_id: Key) -> JobOut:
    """Stop a job; what it had begun is dropped."""
    job_of(job_id)
    imports.actions.cancel_job(job_id, by=request.user)
    return job_of(job_id)


@reads(router, "/runs/{run_id}", RunOut, right=READ, name="run")
def run(request: HttpRequest, run_id: Key) -> RunOut:
    """One run."""
    return _run(get_object_or_404(imports.runs(), pk=run_id))


def job_of(job_id: str) -> JobOut:
    found = imports.job(job_id)
    if found is None:
        raise Http404
    return JobOut(
        job_id=found.id, state=found.state, stage=found.stage, percent=found.percent,
        message=said(found.message), next_step=said(found.next_step),
    )  # fmt: skip


def _run(row: imports.Run) -> RunOut:
    return RunOut(
        run_id=row.pk, as_of=row.as_of, known_at=row.known_at, engine=row.engine,
        created_at=row.created_at, seconds=row.seconds, customers=row.customers,
        policies={name: str(version) for name, version in row.policies.items()},
        current=row.is_current,
    )  # fmt: skip
