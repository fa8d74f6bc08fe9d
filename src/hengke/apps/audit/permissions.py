"""Who may read the trail, and who judges findings; nothing of this comes with a right to customers.

`can_x` asks, `check_can_x` refuses.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

READS_ALL = ("auditor", "audit_admin")
READS_FINDINGS = ("security_admin", *READS_ALL)
JUDGES = ("security_admin",)


def _role(user: Any) -> str:
    return str(getattr(user, "role", ""))


def can_read_all(user: Any) -> bool:
    """Everybody's entries and reads; other people read their own entries."""
    return _role(user) in READS_ALL


def can_read_findings(user: Any) -> bool:
    return _role(user) in READS_FINDINGS


def can_judge(user: Any) -> bool:
    return _role(user) in JUDGES


def check_can_read_all(user: Any) -> None:
    if not can_read_all(user):
        raise PermissionDenied


def check_can_read_findings(user: Any) -> None:
    if not can_read_findings(user):
        raise PermissionDenied


def check_can_judge(user: Any) -> None:
    if not can_judge(user):
        raise PermissionDenied
