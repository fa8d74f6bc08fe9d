"""A tiny home of the release that is installed, for the tests that open every release's home.

    python -m tools.write_release_home          # at each release: writes VERSION.tar.xz once

A release's archive is written once, by its own code, and kept for ever: what it holds is what that
release wrote. The bank in it is `tools/harbour_bank.py`; the people in it have worked.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tarfile
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tools import harbour_bank as bank

HOMES = Path(__file__).parent.parent / "tests" / "integration" / "upgrades" / "homes"
PASSWORD = "harbour-password"  # noqa: S105 - of a bank that does not exist
PEOPLE = {
    "rm": {"role": "rm", "org_id": "S011", "branch_id": "B01", "display_name": "经理"},
    "chief": {"role": "branch_head", "org_id": "S010", "branch_id": "B01", "display_name": "行长"},
    "business": {"role": "business", "display_name": "业务"},
    "data": {"role": "data", "display_name": "数据"},
    "auditor": {"role": "auditor", "display_name": "审计"},
}
NOTE = "客户说九月有一笔到期资金"
REASON = "family of a private client"
STANDARD = "standard_month_average"
NOT_KEPT = (
    ".lock", ".writer", ".publish.lock", "secret.key", "workbench.sqlite3-wal",
    "workbench.sqlite3-shm",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--version", help="the release, where its code runs from a checkout")
    parser.add_argument("--again", action="store_true", help="replace an archive that is there")
    chosen = parser.parse_args()
    from hengke.pipelines.home import Home

    version = chosen.version or _installed()
    target = HOMES / f"{version}.tar.xz"
    if target.exists() and not chosen.again:
        parser.error(f"{target.name} is there; an archive is written once (--again replaces it)")
    with tempfile.TemporaryDirectory(prefix="harbour-") as name:
        home = Home.at(Path(name) / "home")
        made(home, Path(name) / "deliveries")
        pack(home.path, target)
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def made(home: Any, deliveries: Path) -> None:
    """Two deliveries, two runs, and people who worked in between and after."""
    from hengke.cli import runs, setting_up
    from hengke.pipelines.intake import api

    setting_up.made(home, bank="Harbour Bank", password=PASSWORD)
    bank.write_own_files(home.path)
    july = bank.deliver(deliveries / "july", since=bank.FIRST_DAY, until=bank.FIRST_RUN)
    api.import_delivery(home, july, mapping="harbour")
    home.change_settings(policies=(STANDARD, bank.OWN_POLICY))
    _run(runs, home, bank.FIRST_RUN)
    _people()
    _work(bank.FIRST_RUN)
    august = bank.deliver(
        deliveries / "august", since=bank.FIRST_RUN + timedelta(days=1), until=bank.LAST_DAY
    )
    with (august / "balances.csv").open("a", encoding="utf-8") as file:
        file.write("A99999,2026-08-31,1.00\n")  # of an account that nobody delivered
    api.import_delivery(home, august, mapping="harbour", confirmed=True)
    _run(runs, home, bank.LAST_DAY)
    _close()


def _run(runs: Any, home: Any, as_of: date) -> None:
    runs.run_and_publish(home, as_of=as_of, engine="duckdb", progress=lambda *_, **__: None)


def _people() -> None:
    from hengke.apps.identity.api import create_user
    from hengke.apps.identity.models import User

    for username, person in PEOPLE.items():
        if not User.objects.filter(username=username).exists():
            create_user(username, password=PASSWORD, by=None, **person)


def _work(today: date) -> None:
    """A task done, one snoozed, a contact with a promise, overrides, a hand-over, preferences."""
    from hengke.apps.care import actions as care
    from hengke.apps.care.models import Task
    from hengke.apps.customers import actions as customers
    from hengke.apps.customers.models import Customer
    from hengke.apps.identity import actions as identity
    from hengke.apps.identity.models import User

    now = datetime(2026, 8, 3, 9, tzinfo=UTC)
    manager, head = (User.objects.get(username=name) for name in ("rm", "chief"))
    mine = list(Task.objects.filter(manager_id="S011").order_by("-score", "task_key")[:2])
    care.complete(mine[0], by=manager, now=now)
    care.snooze(mine[1], until=date(2026, 10, 15), today=today, by=manager, reason="travelling")
    customer = Customer.objects.filter(manager_id="S011").order_by("customer_id")[0]
    outcome = care.Outcomes(note=NOTE, follow_up_days=60)
    care.record_contact(customer, result=outcome, today=today, by=manager, now=now)
    _overrides(now, manager)
    customers.assign([bank.customer_id(4)], manager_id="S012", by=head, now=now)
    identity.set_preferences(manager, language="en", theme="dark")


def _overrides(now: datetime, manager: Any) -> None:
    """One approved by a second person, one that still waits."""
    from hengke.apps.customers.models import Customer
    from hengke.apps.identity.models import User
    from hengke.apps.tiering import actions as tiering

    for number, decided in ((6, True), (12, False)):
        override = tiering.request_override(
            Customer.objects.get(pk=bank.customer_id(number)), ladder_policy=STANDARD,
            tier="platinum", reason=REASON, until=date(2027, 3, 31), by=manager, now=now,
        )  # fmt: skip
        if decided:
            head = User.objects.get(username="chief")
            tiering.approve_override(override, by=head, now=now)


def _close() -> None:
    """Everything in the one file of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
    connection.close()


def pack(home: Path, target: Path) -> None:
    """The home as an archive that says nothing of the machine or the person who wrote it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home / "lake" / "work", ignore_errors=True)
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for path in sorted(home.rglob("*")):
            if path.is_file() and path.name not in NOT_KEPT:
                info = tarfile.TarInfo(path.relative_to(home).as_posix())
                content = path.read_bytes()
                info.size, info.mode = len(content), 0o600
                archive.addfile(info, io.BytesIO(content))


def _installed() -> str:
    from importlib import metadata

    return metadata.version("hengke")


if __name__ == "__main__":
    main()
