"""Who may read what is foreseen of a customer; the error report is for readers of the register."""

from __future__ import annotations

from typing import Any

from hengke.apps.identity import api as identity

READ, REPORT = "forecast.read", "register.read"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)
