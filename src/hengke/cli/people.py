"""Log-ins made from the command line: the first ones of a home, those of the demo, any other."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from hengke.kernel.errors import NotComputed


@dataclass(frozen=True)
class Place:
    """Where in the organisation a log-in stands."""

    org_id: str = ""
    branch_id: str = ""


@dataclass(frozen=True)
class Staff:
    """What the bank's organisation file says of a staff number; empty where it says nothing."""

    name: str = ""
    branch_id: str = ""


def staff(org_id: str) -> Staff:
    from hengke.apps.identity.api import OrgUnit

    found = OrgUnit.objects.filter(org_id=org_id).first() if org_id else None
    return Staff(found.name or "", found.parent_id or "") if found else Staff()


def listed() -> list[dict[str, Any]]:
    """Every log-in, by name."""
    from hengke.apps.identity.models import User

    return [
        {
            "username": user.username, "role": user.role, "name": user.name,
            "org_id": user.org_id, "branch_id": user.branch_id,
            "active": "yes" if user.is_active else "no",
        }
        for user in User.objects.order_by("username")
    ]  # fmt: skip


def unlocked(username: str) -> int:
    """How many failed attempts were forgotten."""
    from hengke.apps.identity.api import unlock

    return unlock(username, by=None)


def with_new_password(username: str) -> dict[str, str]:
    from hengke.apps.identity.api import reset_password

    password = new_password()
    user = reset_password(username, password=password, by=None)
    return {"username": user.username, "role": user.role, "password": password}


def new_password() -> str:
    return secrets.token_urlsafe(12)


def usernames() -> list[str]:
    from hengke.apps.identity.models import User

    return list(User.objects.values_list("username", flat=True))


def make_login(
    username: str, *, role: str, display_name: str, password: str, place: Place | None = None
) -> dict[str, str]:
    """A log-in and what must be told about it, this once."""
    from hengke.apps.identity.api import check_place, create_user, is_demo

    stands = place or Place()
    check_place(role, org_id=stands.org_id, branch_id=stands.branch_id)
    create_user(
        username, password=password, role=role, by=None, display_name=display_name,
        org_id=stands.org_id, branch_id=stands.branch_id, once=not is_demo(),
    )  # fmt: skip
    return {
        "username": username, "password": password, "role": role, "display_name": display_name,
    }  # fmt: skip


def demo_logins(*, policy: str) -> list[dict[str, str]]:
    """One log-in per role that is not there yet; the manager is the one whose book has most to do
    on the first day. The three administrators are three people, each with a staff number."""
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
        ("risk", "risk", "风险管理", None),
        ("complaints", "complaints", "投诉处理", None),
        ("system", "system_admin", "系统管理员", Place("ADM01")),
        ("security", "security_admin", "安全管理员", Place("ADM02")),
        ("audit", "audit_admin", "审计管理员", Place("ADM03")),
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
