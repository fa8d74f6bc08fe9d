"""Who may ask for another champion, and who may decide."""

from __future__ import annotations

from typing import Any

from hengke.apps.identity import api as identity

READ, PROPOSE, DECIDE = "register.read", "register.propose", "register.decide"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def can_propose(user: Any) -> bool:
    return identity.may(user, PROPOSE)


def can_decide(user: Any) -> bool:
    return identity.may(user, DECIDE)
