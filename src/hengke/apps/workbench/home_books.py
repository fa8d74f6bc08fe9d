"""The managers of a branch: what each has in the book, what waits, who was spoken to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import home_figures as figures
from hengke.apps.workbench import home_parts as parts
from hengke.apps.workbench.home_memory import Memory
from hengke.apps.workbench.list_filters import NOBODY
from hengke.apps.workbench.reader import Reader


@dataclass(frozen=True)
class Book:
    """One manager's book in the table of the branch: the customers of this branch in it.

    `branch` names another branch that the manager works in; `elsewhere` counts the customers of
    other branches whom the manager has too.
    """

    manager_id: str
    name: str
    customers: int
    aum_minor: int | None
    at_risk: int
    waiting: int
    late: int
    contacted: int
    href: str
    tasks_href: str
    branch: str
    elsewhere: int


@dataclass(frozen=True)
class Abroad:
    """What the managers have to do with other branches, by manager: the name of the branch they
    work in, and how many customers of other branches they have."""

    branches: dict[str, str]
    customers: dict[str, int]


def books(reader: Reader, memory: Memory) -> list[Book]:
    """Every manager of the branch and every book of it, largest first; four grouped queries."""
    held = memory.of("held", lambda: _held(reader))
    own = customers.managers(reader.user.branch_id)
    names = identity.unit_names(held) | own
    abroad = memory.of("abroad", lambda: _abroad(reader, {*names} - {""}, own={*own}))
    risks = tiering.risks_per_manager(reader.user, reader.ladder) if reader.ladder else {}
    work = care.work_per_manager(reader.user, day=reader.today)
    contacted = figures.contacted_by_book(reader)
    found = [
        _book(manager, names, held.get(manager, (0, None)), risks, work, contacted, abroad)
        for manager in {*names, *held}
    ]
    return sorted(found, key=lambda book: (-(book.aum_minor or 0), book.name))


def _book(
    manager: str,
    names: dict[str, str],
    held: tuple[int, int | None],
    risks: dict[str, int],
    work: dict[str, tuple[int, int]],
    contacted: dict[str, int],
    abroad: Abroad,
) -> Book:
    waiting, late = work.get(manager, (0, 0))
    asked = manager or NOBODY
    return Book(
        manager_id=manager,
        name=names.get(manager, manager) if manager else _("nobody in charge"),
        customers=held[0],
        aum_minor=held[1],
        at_risk=risks.get(manager, 0),
        waiting=waiting,
        late=late,
        contacted=contacted.get(manager, 0),
        href=parts.list_address(manager=asked),
        tasks_href=f"{reverse('care:tasks')}?{urlencode({'manager': manager})}",
        branch=abroad.branches.get(manager, ""),
        elsewhere=abroad.customers.get(manager, 0),
    )


def _abroad(reader: Reader, managers: set[str], *, own: set[str]) -> Abroad:
    """`own` managers work in this branch."""
    others = customers.branches_of(managers - own)
    named = identity.unit_names(others.values())
    return Abroad(
        {one: named[at] for one, at in others.items()},
        customers.held_elsewhere(managers, branch_id=reader.user.branch_id),
    )


def _held(reader: Reader) -> dict[str, tuple[int, int | None]]:
    rows = customers.visible_to(reader.user).order_by().values("manager_id")
    counted = rows.annotate(held=Count("pk"), aum=Sum("aum_minor"))
    return {row["manager_id"]: (row["held"], row["aum"]) for row in counted}
