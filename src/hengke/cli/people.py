"""Log-ins made from the command line: the first ones of a home, and those of the demo."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from hengke.kernel.errors import NotComputed


@dataclass(frozen=True)
class Place:
    """Where in the organisation a log-in stands."""

    org_id: str = ""
    branch_id: str = ""


def new_password() -> str:
    return secrets.token_urlsafe(12)


def usernames() -> list[str]:
    from hengke.apps.identity.models import User

    return list(User.objects.values_list("username", flat=True))


def make_login(
    username: str, *, role: str, display_name: str, password: str, place: Place | None = None
) -> dict[str, str]:
    """A log-in and what must be told about it, this once."""
    from hengke.apps.identity.api import create_user

    stands = place or Place()
    create_user(
        username, password=password, role=role, by=None, display_name=display_name,
        org_id=stands.org_id, branch_id=stands.branch_id,
    )  # fmt: skip
    return {
        "username": username, "password": password, "role": role, "display_name": display_name,
    }  # fmt: skip


def demo_logins(*, policy: str) -> list[dict[str, str]]:
    """One log-in per role; the manager is the one whose book has most to do on the first day."""
    from hengke.apps.identity.api import OrgUnit, unit_name

    manager = _busiest_manager(policy)
    branch_id = OrgUnit.objects.values_list("parent_id", flat=True).get(org_id=manager) or ""
    head = OrgUnit.objects.filter(parent_id=branch_id, post="branch_head").first()
    head_id = head.org_id if head else ""
    chosen = (
        ("rm", "rm", unit_name(manager), Place(manager, branch_id)),
        (
            "head",
            "branch_head",
            unit_name(head_id) if head else "支行行长",
            Place(head_id, branch_id),
        ),
        ("business", "business", "业务管理", None),
        ("data", "data", "数据运维", None),
        ("auditor", "auditor", "合规审计", None),
    )
    present = set(usernames())
    return [
        make_login(name, role=role, display_name=who, password=new_password(), place=place)
        for name, role, who, place in chosen
        if name not in present
    ]


def _busiest_manager(policy: str) -> str:
    """Most customers about to lose one of the higher tiers, else most customers at all.

    Ties go to the lower staff number.
    """
    from django.db.models import Count, Q

    from hengke.apps.tiering.models import Position

    managed = Position.objects.filter(policy=policy).exclude(manager_id="")
    busiest = (
        managed.values("manager_id")
        .annotate(
            at_risk=Count("customer_id", filter=Q(gap_to_keep_minor__gt=0)),
            customers=Count("customer_id"),
        )
        .order_by("-at_risk", "-customers", "manager_id")
        .first()
    )
    if busiest is None:
        raise NotComputed("Nobody in this book has a manager.", next_step="hengke doctor")
    return str(busiest["manager_id"])
