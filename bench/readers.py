"""Who reads in the bench: a log-in of each role, and what each of them looks for.

Runs as a program of its own (`python -m bench.readers HOME`), so that the process that measures
holds no Django: it prints one JSON document.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.processes import StepFailed, environment

SAMPLED = 60
"""Customers that a reader looks at, drawn by the last digits of their telephones."""
ROLES = ("rm", "branch_head", "business", "auditor", "data")


def of(home: Path, *, database_url: str = "") -> list[dict[str, Any]]:
    """One reader per role: username, password, scope, customers, terms to search for, and the
    address of a page deep in the list."""
    command = [sys.executable, "-m", "bench.readers", str(home)]
    env = environment(home) | ({"DATABASE_URL": database_url} if database_url else {})
    done = subprocess.run(command, stdout=subprocess.PIPE, env=env, check=False)
    if done.returncode:
        raise StepFailed(f"the readers could not be made (exit code {done.returncode})")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _made(home: Path) -> list[dict[str, Any]]:
    from hengke.cli import people, workbench
    from hengke.pipelines.home import Home

    workbench.opened(Home(home))
    from hengke.apps.identity.models import User

    present = set(people.usernames())
    manager, branch = _busiest_book()
    places = {
        "rm": people.Place(manager, branch),
        "branch_head": people.Place("", branch),
    }
    found = []
    for role in ROLES:
        name = f"bench-{role.replace('_', '-')}"
        login = (
            people.with_new_password(name)
            if name in present
            else people.make_login(
                name, role=role, display_name=name, password=people.new_password(),
                place=places.get(role),
            )
        )  # fmt: skip
        User.objects.filter(username=name).update(once_until=None)  # a reader chooses no own one
        found.append({**login, "role": role, **_looks_for(name)})
    return found


def _busiest_book() -> tuple[str, str]:
    """Manager and branch of the book with the most customers; any where nobody is in charge."""
    from django.db.models import Sum

    from hengke.apps.customers.models import BookPoint, Customer

    day = Customer.objects.order_by().values_list("as_of", flat=True)[0]
    books = BookPoint.objects.filter(point_on=day).order_by().values("manager_id", "branch_id")
    counted = books.annotate(held=Sum("customers")).order_by("-held")
    largest = counted.exclude(manager_id="").first() or counted.first()
    return (largest["manager_id"], largest["branch_id"]) if largest else ("", "unassigned")


def _looks_for(username: str) -> dict[str, Any]:
    from hengke.apps.customers.api import visible_to
    from hengke.apps.identity.models import User
    from hengke.pipelines.protection.initials import initials
    from hengke.web.sealed import fingerprints

    rows = visible_to(User.objects.get(username=username))
    index = fingerprints()
    tails = [
        print_
        for number in range(7, 10_000, 137)
        for column, print_ in index.terms(f"{number:04}")
        if column == "phone_tail_key"
    ]
    drawn = list(rows.filter(phone_tail_key__in=tails).order_by("phone_tail_key", "pk")[:SAMPLED])
    drawn = drawn or list(rows.order_by("pk")[:SAMPLED])
    names = [row.name.plain() for row in drawn if row.name]
    return {
        "customers": [row.pk for row in drawn],
        "names": names,
        "initials": [letters for name in names if (letters := initials(name))],
        "tails": [row.phone.plain()[-4:] for row in drawn if row.phone],
        "deep": _half_way(rows),
    }


def _half_way(rows: Any) -> str:
    """Cursor of the customer in the middle of the list by assets: as deep as a reader can get."""
    from hengke.apps.workbench.list_paging import Place

    known = rows.filter(aum_minor__isnull=False).order_by("-aum_minor", "customer_id")
    middle = known.count() // 2
    found = known.values_list("aum_minor", "customer_id")[middle : middle + 1]
    return next((Place(0, aum, number).written() for aum, number in found), "")


if __name__ == "__main__":
    os.environ.pop("HENGKE_DEBUG", None)
    json.dump(_made(Path(sys.argv[1])), sys.stdout)
