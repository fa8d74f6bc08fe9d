"""Reads of tokens, and the rights that a person's token can carry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hengke.apps.identity import rights
from hengke.apps.identity.tokens.models import Token

NEVER = "identity."
"""A token changes no log-ins, factors or tokens: that takes a person who is there."""


def alive(user: Any, *, now: datetime) -> QuerySet[Token]:
    return Token.objects.filter(user=user, revoked_at=None, expires_at__gt=now)


def of(user: Any) -> QuerySet[Token]:
    """The newest first; those that ended stay listed."""
    return Token.objects.filter(user=user).order_by("-made_at", "-pk")


def offered(user: Any) -> frozenset[str]:
    """What the person's role may do, without what is about log-ins themselves."""
    return frozenset(
        action
        for action in rights.policy().actions()
        if not action.startswith(NEVER) and rights.policy().scope(user.role, action) is not None
    )
