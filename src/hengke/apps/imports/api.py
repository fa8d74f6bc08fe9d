"""The door of imports."""

from __future__ import annotations

from hengke.apps.imports import actions
from hengke.apps.imports.delivery_page import counts, told
from hengke.apps.imports.inbox import LARGEST_BYTES
from hengke.apps.imports.jobs import Job
from hengke.apps.imports.jobs import find as job
from hengke.apps.imports.models import Batch, Delivery, DeliveryStatus, Run
from hengke.apps.imports.policy import is_under_way
from hengke.apps.imports.queries import current_run, deliveries, freshness, runs
from hengke.apps.imports.run_report import stages
from hengke.apps.imports.settling import settle

__all__ = [
    "LARGEST_BYTES",
    "Batch",
    "Delivery",
    "DeliveryStatus",
    "Job",
    "Run",
    "actions",
    "counts",
    "current_run",
    "deliveries",
    "freshness",
    "is_under_way",
    "job",
    "runs",
    "settle",
    "stages",
    "told",
]
