"""Reads of people and of the organisation."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

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


def unit_name(org_id: str) -> str:
    return unit_names([org_id]).get(org_id, org_id)


def by_username(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def bank_name() -> str:
    """What the home calls its bank; empty where nothing was initialised yet."""
    home = settings.HENGKE_HOME
    return str(home.settings().bank) if home.exists() else ""
