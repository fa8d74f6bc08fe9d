"""What is timed, one function per step; each runs in a process of its own (`bench.processes`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from hengke.pipelines.home import Home, HomeSettings

AS_OF = date(2026, 10, 23)
POLICY = "standard_month_average"
SEED = 20_261_023
MOST_CUSTOMERS = 1_000
Answer = dict[str, Any]


def generate(home: Home, *, customers: int, transactions_per_customer: int) -> Answer:
    """The synthetic bank as a delivery; the yardstick is what comes after it."""
    from hengke.pipelines.synthetic.api import generate as made

    home.write_settings(HomeSettings(bank="Bench", policies=(POLICY,), demo=True))
    made(
        delivery(home), customers=customers, seed=SEED,
        transactions_per_customer=transactions_per_customer,
    )  # fmt: skip
    return {"bytes": sum(file.stat().st_size for file in delivery(home).iterdir())}


def load(home: Home) -> Answer:
    """`hengke import`, with every check."""
    from hengke.pipelines.intake import api

    report = api.import_delivery(home, delivery(home), mapping="hengke_contract")
    return {"rows": sum(table.received for table in report.tables)}


def run(home: Home) -> Answer:
    """The nightly run over all assessment dates, with the model's share timed apart."""
    from hengke.pipelines import night, nightly

    spent: list[float] = []

    class TimedFalls(night.Falls):
        def outlook(self, *args: Any, **more: Any) -> Any:
            began = time.perf_counter()
            try:
                return super().outlook(*args, **more)
            finally:
                spent.append(time.perf_counter() - began)

    night.Falls = TimedFalls  # type: ignore[misc]
    report = nightly.run(home, as_of=AS_OF)
    return {
        "run_id": report.run_id,
        "stages": report.stages,
        "model": sum(spent),
        "assessments": len(report.assessed),
    }


def publish(home: Home) -> Answer:
    """Into the workbench; the tables are made first, which a bank does once."""
    from hengke.cli import workbench
    from hengke.pipelines import lake
    from hengke.pipelines import publish as publishing

    address = workbench.opened(home)
    began = time.perf_counter()
    shown = publishing.publish(home, lake.load(home).runs[-1].run_id, database_url=address)
    return {**asdict(shown), "seconds": time.perf_counter() - began}


def hand(home: Home) -> Answer:
    """The same columns in hand-written SQL."""
    from bench import hand_sql
    from hengke.pipelines import lake

    run_entry = lake.load(home).runs[-1]
    found = hand_sql.measured(home, run_entry, policy=POLICY, out=home.path / "hand")
    return {"parts": found.seconds, "seconds": found.total}


def compare(home: Home) -> Answer:
    """Rows in which the two differ, per table; the bench says so when there is one."""
    from bench import hand_sql
    from hengke.pipelines import lake

    yardstick = hand_sql.Yardstick({}, home.path / "hand")
    return {"differences": hand_sql.differences(home, lake.load(home).runs[-1], yardstick)}


def people(home: Home) -> Answer:
    """Log-ins of a manager and of a branch head, each with customers to look at."""
    from hengke.cli import workbench

    workbench.opened(home)
    from hengke.apps.customers.api import visible_to
    from hengke.apps.identity.models import User
    from hengke.cli.people import demo_logins

    logins = [one for one in demo_logins(policy=POLICY) if one["role"] in ("rm", "branch_head")]
    for login in logins:
        seen = visible_to(User.objects.get(username=login["username"])).order_by("customer_id")
        login["customers"] = list(seen.values_list("pk", flat=True)[:MOST_CUSTOMERS])
    return {"logins": logins}


STEPS: Mapping[str, Callable[..., Answer]] = {
    step.__name__: step for step in (generate, load, run, publish, hand, compare, people)
}


def delivery(home: Home) -> Path:
    return home.inbox / "bench"
