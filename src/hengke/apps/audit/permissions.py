"""Who may read the trail, and who judges findings; nothing of this comes with a right to customers.

The rights are data (policies/access): `can_x` asks, `check_can_x` refuses.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from hengke.policies.access import Scope
from hengke.web.access import reach

READ, READ_READS = "audit.read", "audit.read_reads"
READ_FINDINGS, READ_COUNTED = "audit.read_findings", "audit.read_counted"
JUDGE = "audit.judge"


def can_read_all(user: Any) -> bool:
    """Everybody's entries; other people read their own."""
    return reach(user, READ) == Scope.ALL


def can_read_reads(user: Any) -> bool:
    return reach(user, READ_READS) == Scope.ALL


def can_read_findings(user: Any) -> bool:
    return reach(user, READ_FINDINGS) is not None


def can_read_counted(user: Any) -> bool:
    """The rows that a finding counted, without the rest of the log."""
    return reach(user, READ_COUNTED) is not None


def can_read_tiers(user: Any) -> bool:
    """Whether a tier that an entry names is the reader's to know."""
    return reach(user, "tiering.read") is not None


def can_judge(user: Any) -> bool:
    return reach(user, JUDGE) is not None


def check_can_judge(user: Any) -> None:
    if not can_judge(user):
        raise PermissionDenied
