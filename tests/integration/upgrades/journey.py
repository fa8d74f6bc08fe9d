"""What a bank does with a home after an upgrade, each journey in a process of its own.

Django reads its settings once per process, and a home is what they name: `python -m` this module
with the home and the name of a journey prints what was found as one JSON document.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tools import harbour_bank as bank

from hengke.pipelines.home import Home

NOTE = "客户说九月有一笔到期资金"
STANDARD = "standard_month_average"
PAGES = {
    "rm": ("/", "/care/tasks/", "/customers/", "/customers/000000/", "/tiers/radar/",
           "/tiers/customers/000000/"),
    "chief": ("/", "/customers/", "/tiers/overrides/", "/tiers/migration/"),
    "business": ("/", "/tiers/policies/", f"/tiers/policies/{bank.OWN_POLICY}/"),
    "data": ("/", "/imports/", "/imports/runs/"),
    "auditor": ("/", "/audit/"),
}  # fmt: skip
NEXT_DAY = bank.LAST_DAY + timedelta(days=10)

DAY_AFTER = bank.LAST_DAY + timedelta(days=1)


def as_it_comes(home: Home) -> dict[str, Any]:
    """Nothing was run yet: the check-up, an old date explained, then pages and people's work."""
    from hengke.cli import checkup, workbench

    form = json.loads((home.lake / "manifest.json").read_text(encoding="utf-8"))["version"]
    findings = [asdict(one) for one in checkup._examined(home)]
    workbench.opened(home)
    return {
        "findings": findings,
        "form_on_disk": form,
        "explained": _explained(home, bank.FIRST_RUN),
        "pages": _pages(),
        "work": _work(),
        "tiers": _tiers(),
        "waiting": workbench.waiting_migrations(),
        "release": home.settings().release,
        "names": _names(home),
        "plain": _plain_files(home),
    }


def _names(home: Home) -> list[str]:
    """Of the first two customers, opened."""
    import pyarrow.parquet as pq

    from hengke.pipelines import lake
    from hengke.pipelines.protection.ring import load
    from hengke.pipelines.protection.sealing import Sealer

    paths = lake.silver_paths(home, lake.load(home), "customers")
    rows = pq.read_table([str(path) for path in paths], columns=["customer_id", "name"])
    found = sorted(rows.to_pylist(), key=lambda row: str(row["customer_id"]))[:2]
    return [str(Sealer(load(home)).open(row["name"])) for row in found]


def _plain_files(home: Home) -> list[str]:
    """Files of the lake in which a name or a telephone number of a customer can be read."""
    import pyarrow.parquet as pq

    found = []
    for path in sorted(home.lake.rglob("*")):
        if path.is_file():
            told = path.read_bytes().decode("utf-8", "ignore")
            if path.suffix == ".parquet":
                told += str(pq.read_table(path).to_pylist())
            if "钱平平" in told or "13800000001" in told:
                found.append(path.relative_to(home.lake).as_posix())
    return found


def goes_on(home: Home) -> dict[str, Any]:
    """The same day again, with tiers alone, then further days imported and run with every part,
    then the first one explained."""
    from hengke.cli import runs, tidying, workbench
    from hengke.pipelines import lake
    from hengke.pipelines.intake import api

    workbench.opened(home)
    again = _with_tiers_alone(home, bank.LAST_DAY)
    tiers = _tiers()
    place = bank.deliver(home.path.parent / "september", since=DAY_AFTER, until=NEXT_DAY)
    report = api.import_delivery(home, place, mapping="harbour", confirmed=True)
    next_day = runs.run_and_publish(home, as_of=NEXT_DAY, engine="duckdb", progress=_silent)
    return {
        "again": _told(again),
        "tiers": tiers,
        "imported": {one.table: one.loaded for one in report.tables},
        "next_day": _told(next_day),
        "form_on_disk": lake.load(home).version,
        "old_form_kept": sorted(path.name for path in home.lake.glob("manifest.v*.json")),
        "left_to_tidy": [one.name for one in tidying.tidied(home, dry_run=True).removed],
        "explained": _explained(home, bank.FIRST_RUN),
        "pages": _pages(),
        "work": _work(),
    }


def moves(home: Home, target: str) -> dict[str, Any]:
    """The workbench to another database; a second time is refused."""
    from hengke.cli import moving
    from hengke.kernel.errors import Refused

    copied = moving.moved(home, target)
    try:
        again = str(moving.moved(home, target))
    except Refused as refusal:
        again = refusal.message
    return {"copied": copied, "work": _work(), "again": again}


def arrives(home: Home) -> dict[str, Any]:
    """On the database that DATABASE_URL names: publish what was computed, and people go on.

    Results that this release cannot read any more are computed again.
    """
    from hengke.cli import runs, workbench
    from hengke.kernel.errors import Refused

    workbench.opened(home)
    before = _work()
    newest = runs.chosen(home, None)
    try:
        runs.publish_run(home, newest.run_id, progress=_silent)
    except Refused:
        _with_tiers_alone(home, date.fromisoformat(newest.as_of))
    from hengke.apps.audit.api import record

    entry = record("care.task_done", by=None, target="000000")
    moved = type(entry).objects.get(action="workbench.moved")
    return {
        "noted": moved.details["rows"],
        "before": before,
        "pages": _pages(),
        "work": _work(),
        "next_number": entry.pk,
    }


def _with_tiers_alone(home: Home, day: date) -> dict[str, Any]:
    """A night without the parts that came later than these releases, which cost most of it."""
    from hengke.cli import runs
    from hengke.pipelines.weighing import PARTS

    settings = home.settings()
    home.write_settings(replace(settings, without=tuple(part.word for part in PARTS)))
    report = runs.run_and_publish(home, as_of=day, engine="duckdb", progress=_silent)
    home.write_settings(settings)
    return report


def _silent(*_: Any, **__: Any) -> None:
    """Nobody watches."""


def _told(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("as_of", "customers", "published", "missed")}


def _explained(home: Home, on: date) -> str:
    """A sentence, or the refusal that says how to get one."""
    from hengke.kernel.errors import Refused
    from hengke.pipelines import tiers

    try:
        found = tiers.explain(
            home, customer_id=bank.customer_id(8), as_of=on, policy=STANDARD, language="en"
        )
    except Refused as refusal:
        return f"{refusal.message} {refusal.next_step}"
    return str(found["manager"])


def _tiers() -> list[tuple[Any, ...]]:
    """What every customer is told today: tiers, gap and the next change, under both ladders."""
    from hengke.apps.tiering.models import Position

    return sorted(
        Position.objects.values_list(
            "policy", "customer_id", "assessed_tier", "effective_tier", "fails_used",
            "gap_to_keep_minor", "gap_to_next_minor", "next_change_on", "next_tier",
        )
    )  # fmt: skip


def _pages() -> dict[str, int]:
    """Role and address to the status that the reader got."""
    return {
        f"{username} {address}": _page(username, address).status_code
        for username, addresses in PAGES.items()
        for address in addresses
    }


def _page(username: str, address: str) -> Any:
    from django.test import Client

    from hengke.apps.identity.models import User

    client = Client(headers={"host": "localhost"})
    reader = User.objects.get(username=username)
    client.force_login(reader, "hengke.apps.identity.backends.StaffBackend")
    return client.get(address)


def _work() -> dict[str, Any]:
    """Everything that people did in the home, as every release must find it again."""
    from hengke.apps.audit.models import Entry
    from hengke.apps.care.models import Contact, Task
    from hengke.apps.customers.models import Assignment, Customer
    from hengke.apps.identity.models import User
    from hengke.apps.tiering.models import TierOverride

    manager = User.objects.get(username="rm")
    snoozed = Task.objects.filter(status="snoozed").values_list("snoozed_until", flat=True)
    audited = Entry.objects.exclude(by_username="system").values_list("action", flat=True)
    shown = Customer.objects.filter(pk=bank.customer_id(4)).values_list("manager_id", flat=True)
    return {
        "people": sorted(User.objects.values_list("username", flat=True)),
        "password": manager.check_password("harbour-password"),
        "preferences": [manager.language, manager.theme],
        "done": Task.objects.filter(status="done", done_by=manager).count(),
        "snoozed_until": [str(day) for day in snoozed],
        "promised": Task.objects.filter(origin="person", status="open").count(),
        "notes": [contact.note.plain() for contact in Contact.objects.order_by("pk")],
        "note_on_page": NOTE in _page("rm", "/customers/000000/").content.decode(),
        "overrides": sorted(TierOverride.objects.values_list("status", "customer_id", "tier")),
        "hand_overs": list(Assignment.objects.values_list("customer_id", "manager_id")),
        "shown_with": list(shown),
        "audit": sorted(set(audited)),
    }


JOURNEYS: dict[str, Callable[..., dict[str, Any]]] = {
    "as_it_comes": as_it_comes, "goes_on": goes_on, "moves": moves, "arrives": arrives,
}  # fmt: skip


if __name__ == "__main__":
    answer = JOURNEYS[sys.argv[2]](Home.at(Path(sys.argv[1])), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))
