"""Reads of log-ins for administrators, and of the organisation's tree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from hengke.apps.identity import rights
from hengke.apps.identity.models import OrgUnit, Role, User
from hengke.apps.identity.queries import BRANCH, STAFF

READ = "identity.read_people"
POSTS: dict[str, Any] = {
    "relationship_manager": Role.RM.label,
    "branch_head": Role.BRANCH_HEAD.label,
}
"""Posts of the bank's file that the pages have a word for."""


def visible_to(user: Any) -> QuerySet[User]:
    """Every log-in for who may read them, the own one for everybody else."""
    if rights.may(user, READ):
        return User.objects.all()
    return User.objects.filter(pk=user.pk)


def matching(user: Any, *, text: str, role: str, state: str) -> QuerySet[User]:
    """By a part of the name or the user name, or the beginning of the staff number."""
    found = visible_to(user)
    if text:
        named = Q(username__icontains=text) | Q(display_name__icontains=text)
        found = found.filter(named | Q(org_id__startswith=text))
    if role:
        found = found.filter(role=role)
    if state in ("on", "off"):
        found = found.filter(is_active=state == "on")
    return found


@dataclass(frozen=True)
class Branch:
    """One branch with those under it, how many work there and how many of them have a log-in."""

    unit: OrgUnit
    under: tuple[Branch, ...]
    staff: int
    logins: int


def tree() -> list[Branch]:
    """Branches from the top; one whose parent is not in the file stands at the top itself. A file
    that goes in a circle shows each branch once."""
    units = {unit.org_id: unit for unit in OrgUnit.objects.filter(kind=BRANCH)}
    staff = Counter(
        OrgUnit.objects.filter(kind=STAFF)
        .exclude(parent_id=None)
        .values_list("parent_id", flat=True)
    )
    logins = Counter(User.objects.filter(is_active=True).values_list("branch_id", flat=True))
    children: dict[str, list[OrgUnit]] = defaultdict(list)
    for unit in sorted(units.values(), key=lambda one: (one.name or "", one.org_id)):
        children[unit.parent_id if unit.parent_id in units else ""].append(unit)
    seen: set[str] = set()

    def grown(found: Iterable[OrgUnit]) -> tuple[Branch, ...]:
        return tuple(
            Branch(unit, grown(children[unit.org_id]), staff[unit.org_id], logins[unit.org_id])
            for unit in found
            if not (unit.org_id in seen or seen.add(unit.org_id))  # type: ignore[func-returns-value]
        )

    top = grown(children[""])
    return [*top, *grown(unit for unit in units.values() if unit.org_id not in seen)]


def staff_of(branch_id: str) -> list[tuple[OrgUnit, list[User]]]:
    """Members of staff of a branch with the log-ins that carry their number."""
    people = list(
        OrgUnit.objects.filter(parent_id=branch_id, kind=STAFF).order_by("name", "org_id")
    )
    by_number: dict[str, list[User]] = defaultdict(list)
    for user in User.objects.filter(org_id__in=[one.org_id for one in people]):
        by_number[user.org_id].append(user)
    for one in people:
        one.post = POSTS.get(one.post or "", one.post)
    return [(one, by_number[one.org_id]) for one in people]
