"""Who may read the catalogue, and who answers for the data: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused

READERS = ("business", "data", "auditor")


def can_read(user: Any) -> bool:
    return getattr(user, "role", "") in READERS


def can_attest(user: Any, owner: str) -> bool:
    """The owner's role is policy data: who runs the business answers for its data."""
    return getattr(user, "role", "") == owner


def check_can_attest(user: Any, owner: str) -> None:
    if not can_attest(user, owner):
        raise Refused(
            _("Only the owner of the data attests its rules."),
            next_step=_("Ask the business owner."),
        )
