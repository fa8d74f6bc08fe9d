"""Who may bring files in and start runs: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from hengke.apps.identity import api as identity


def can_import(user: Any) -> bool:
    """Files, row errors and runs; whoever does it answers for it in the audit log."""
    return identity.may(user, "imports.write")


def check_can_import(user: Any) -> None:
    if not can_import(user):
        raise PermissionDenied
