"""Reads of people and of the organisation."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from hengke.apps.identity.models import OrgUnit, User

STAFF, BRANCH, MANAGER_POST = "staff", "branch", "relationship_manager"


def unit_names(org_ids: Iterable[str]) -> dict[str, str]:
    """Names of branches and staff; a number without a row keeps its number."""
    wanted = {org_id for org_id in org_ids if org_id}
    known = OrgUnit.objects.filter(org_id__in=wanted).values_list("org_id", "name")
    return {org_id: org_id for org_id in wanted} | {key: name or key for key, name in known}


def managers_of(branch_id: str) -> QuerySet[OrgUnit]:
    """Relationship managers of a branch, by name."""
    return OrgUnit.objects.filter(parent_id=branch_id, kind=STAFF, post=MANAGER_POST).order_by(
        "name", "org_id"
    )


def branches_under(branch_id: str) -> list[str]:
    """A branch and every branch below it in the tree, itself first; one query."""
    branches = OrgUnit.objects.filter(kind=BRANCH).values_list("org_id", "parent_id")
    below: dict[str, list[str]] = {}
    for org_id, parent_id in branches:
        if parent_id:
            below.setdefault(parent_id, []).append(org_id)
    found = [branch_id]
    for branch in found:
        found += sorted(set(below.get(branch, ())) - set(found))
    return found


def branches_of(user: User) -> list[str]:
    """The branches a person answers for; asked once per log-in object, that is once per request."""
    if not hasattr(user, "_branches"):
        user._branches = branches_under(user.branch_id) if user.branch_id else []  # type: ignore[attr-defined]
    found: list[str] = user._branches  # type: ignore[attr-defined]
    return found


def team_of(user: User) -> list[str]:
    """Staff numbers of a person and of everybody who reports to the person, near or far."""
    people, found = [user], [user]
    while people:
        reports = User.objects.filter(reports_to__in=people, is_active=True)
        people = [person for person in reports.order_by("username") if person not in found]
        found += people
    return [person.org_id for person in found if person.org_id]


def is_person(column: str, person: User) -> Q:
    """The condition that a log-in is this person's: the own one, or another of the same staff
    number. Nobody makes two people of one by having two log-ins."""
    same = Q(**{column: person})
    return same | Q(**{f"{column}__org_id": person.org_id}) if person.org_id else same


def usernames_of(person: User) -> set[str]:
    """Of every log-in that is this person's."""
    others = User.objects.filter(org_id=person.org_id) if person.org_id else User.objects.none()
    return {person.username, *others.values_list("username", flat=True)}


def unit_name(org_id: str) -> str:
    return unit_names([org_id]).get(org_id, org_id)


def by_username(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def bank_name() -> str:
    """What the home calls its bank; empty where nothing was initialised yet."""
    home = settings.HENGKE_HOME
    return str(home.settings().bank) if home.exists() else ""


def demo_people() -> list[tuple[str, str]]:
    """Log-ins of a demo with their roles, for its log-in page; their passwords are printed by
    `hengke demo` and stand nowhere here. Empty in a bank."""
    from hengke.apps.identity.limits import is_demo

    people = User.objects.filter(is_active=True).order_by("pk") if is_demo() else []
    return [(one.username, str(one.get_role_display())) for one in people]
