"""What is counted when somebody asks: data, runs, deliveries, jobs, worker, backup, disk.

Whole numbers and codes only; no customer, person or amount.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from hengke.apps.imports.models import Delivery, DeliveryStatus, Run
from hengke.kernel import clock
from hengke.pipelines import api, job_files
from hengke.pipelines.backup import saving
from hengke.pipelines.home import Home, this_release

DAY = 86_400


class Figures(Collector):
    """One look at a home. A database that does not answer is a figure too."""

    def __init__(self, home: Home, *, now: datetime) -> None:
        self._home, self._now = home, now

    def collect(self) -> Iterator[Metric]:
        yield _labelled("hengke_build", "The release that runs.", "release", {this_release(): 1})
        yield from self._files()
        try:
            found = [*self._data(), *self._deliveries()]
        except DatabaseError:
            yield _plain("hengke_database_up", "Whether the database answers.", 0)
            return
        yield _plain("hengke_database_up", "Whether the database answers.", 1)
        yield from found

    def _files(self) -> Iterator[Metric]:
        states = Counter(job.state for job in job_files.listed(self._home))
        known = (job_files.RUNNING, job_files.DONE, job_files.FAILED, job_files.CANCELLED)
        jobs = {state: states[state] for state in known}
        yield _labelled("hengke_jobs", "Long jobs on file, by state.", "state", jobs)
        up = int(api.running(self._home))
        yield _plain("hengke_worker_up", "Whether the worker answers.", up)
        if self._home.path.exists():
            free = shutil.disk_usage(self._home.path).free
            yield _plain("hengke_disk_free_bytes", "Free where the home lies.", free)
        if last := saving.last(self._home):
            age = (self._now - datetime.fromisoformat(last["made_at"])).total_seconds()
            yield _plain("hengke_backup_age_seconds", "Since the last backup.", age)

    def _data(self) -> Iterator[Metric]:
        shown = Run.objects.filter(is_current=True).first()
        runs = {"shown": int(shown is not None), "known": Run.objects.count()}
        yield _labelled("hengke_runs", "Nightly runs.", "kind", runs)
        if shown is not None:
            age = (clock.day(self._now) - shown.as_of).days * DAY
            yield _plain("hengke_data_age_seconds", "Since the business date that is shown.", age)
            yield _plain("hengke_run_seconds", "How long the shown run computed.", shown.seconds)
            made = shown.created_at.timestamp()
            yield _plain("hengke_run_timestamp_seconds", "When the shown run was made.", made)
            yield _plain("hengke_customers", "Customers of the shown run.", shown.customers)

    def _deliveries(self) -> Iterator[Metric]:
        counted = dict(
            Delivery.objects.order_by().values_list("status").annotate(times=Count("pk"))
        )
        each = {status.value: counted.get(status.value, 0) for status in DeliveryStatus}
        yield _labelled("hengke_deliveries", "Deliveries, by how far they are.", "status", each)
        waiting = (DeliveryStatus.UPLOADED, DeliveryStatus.CHECKED, DeliveryStatus.WAITING)
        queue = sum(each[status.value] for status in waiting)
        yield _plain("hengke_deliveries_waiting", "Deliveries that wait for a person.", queue)


def _plain(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _labelled(name: str, told: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
