"""A job as a page shows it: how far, in words, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.imports import queries
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import recalled
from hengke.pipelines import api

RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"
KINDS = {
    "check": _("Check"),
    "import": _("Import"),
    "undo": _("Undo"),
    "run": _("Run"),
    "publish": _("Publish"),
}


@dataclass(frozen=True)
class Job:
    """One long task of the worker. `percent` is None while nobody can say how much is left;
    `message` and `next_step` are sentences (web/sentences.py)."""

    id: str
    what: Any
    state: str
    stage: str
    percent: int | None
    result: dict[str, Any]
    kind: str
    message: str
    next_step: str
    params: dict[str, Any]

    @property
    def is_running(self) -> bool:
        return self.state == RUNNING


def find(job_id: str) -> Job | None:
    """None for a number that is not on file any more."""
    try:
        return _job(api.job(queries.home(), job_id))
    except Refused:
        return None


def under_way(kind: str) -> Job | None:
    """The newest job of that kind that is still running."""
    found = (_job(one) for one in api.jobs(queries.home()) if one["job"] == kind)
    return next((one for one in found if one.is_running), None)


def worker_is_running() -> bool:
    return api.running(queries.home())


def _job(told: dict[str, Any]) -> Job:
    return Job(
        id=told["id"],
        what=KINDS.get(told["job"], told["job"]),
        state=told["state"],
        stage=told["stage"],
        percent=_percent(told["done"], told["total"]),
        result=told["result"] or {},
        kind=told.get("kind", ""),
        message=recalled(told["message"], told.get("sentences") or {}),
        next_step=recalled(told["next_step"], told.get("sentences") or {}),
        params=told.get("params") or {},
    )


def _percent(done: float, total: float | None) -> int | None:
    return None if not total else max(0, min(100, round(100 * done / total)))
