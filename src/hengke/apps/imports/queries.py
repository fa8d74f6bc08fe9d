"""Reads of deliveries, batches and runs, and of what the lake holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from hengke.apps.imports.models import Batch, Delivery, Run
from hengke.pipelines import lake
from hengke.pipelines.home import Home


@dataclass(frozen=True)
class Freshness:
    """One table of the contract as the lake holds it: rows, the batch that changed it last, and
    the latest business date of that batch (None where its files carry no dates)."""

    table: str
    rows: int
    batch: str
    latest_date: date | None
    source: str


def home() -> Home:
    found: Home = settings.HENGKE_HOME
    return found


def current_run() -> Run | None:
    """The run whose results the workbench shows."""
    return Run.objects.filter(is_current=True).first()


def runs() -> QuerySet[Run]:
    return Run.objects.all()


def deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("created_by", "confirmed_by")


def batches() -> QuerySet[Batch]:
    return Batch.objects.order_by("-created_at")


def freshness() -> list[Freshness]:
    """Per table, straight from the lake's manifest: also what no run has used yet."""
    manifest = lake.load(home())
    rows = []
    for table, files in manifest.silver.items():
        if not files:
            continue
        batch = manifest.batch(files[-1].batch)
        rows.append(
            Freshness(
                table=table,
                rows=sum(file.rows for file in files),
                batch=files[-1].batch,
                latest_date=_date(batch.latest_date) if batch else None,
                source=batch.source if batch else "",
            )
        )
    return rows


def newest_batch() -> str:
    """The last batch that is in; a run that saw an earlier one is behind."""
    return lake.load(home()).last_batch()


def latest_business_date() -> date | None:
    """The last day any batch speaks of: what a run would be asked for."""
    dates = [_date(one.latest_date) for one in lake.load(home()).batches if one.status == "loaded"]
    return max((day for day in dates if day), default=None)


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
