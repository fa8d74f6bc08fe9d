"""How far a person reads statistics; `protected` groups need a right of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from hengke.apps.identity import api as identity
from hengke.engine.statistics.columns import BANK

READ, READ_PROTECTED = "statistics.read", "statistics.read_protected"


def reach(user: Any) -> Q:
    """Rows that the person may read: of the bank and every branch, or of the own branches alone."""
    found = identity.scope_of(user, READ)
    if found is identity.Scope.ALL:
        return Q()
    if found is identity.Scope.BRANCH and user.branch_id:
        return Q(branch_id__in=[one for one in identity.branches_of(user) if one != BANK])
    return Q(pk__in=[])


def sees_bank(user: Any) -> bool:
    return identity.scope_of(user, READ) is identity.Scope.ALL


def sees_protected(user: Any) -> bool:
    return identity.may(user, READ_PROTECTED)
