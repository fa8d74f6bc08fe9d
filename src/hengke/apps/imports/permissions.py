"""Who may bring files in and start runs: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

IMPORTS = ("business", "data")


def can_import(user: Any) -> bool:
    """Files, row errors and runs; whoever does it answers for it in the audit log."""
    return getattr(user, "role", "") in IMPORTS


def check_can_import(user: Any) -> None:
    if not can_import(user):
        raise PermissionDenied
