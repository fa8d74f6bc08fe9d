"""Reads of sessions: the own one, those that are alive, why one is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from hengke.apps.identity.limits import limits
from hengke.apps.identity.sessions.models import LoginSession

KEY = "login"


def current(request: HttpRequest) -> LoginSession | None:
    """The row of this request's session; None for a session that no log-in of ours began."""
    key, user_id = request.session.get(KEY), request.user.pk
    if not key or not user_id:
        return None
    return LoginSession.objects.filter(pk=key, user_id=user_id).first()


def alive(user: Any, *, now: datetime) -> QuerySet[LoginSession]:
    """Neither ended nor beyond a limit."""
    policy = limits()
    return LoginSession.objects.filter(
        user=user,
        ended_at=None,
        seen_at__gt=now - timedelta(minutes=policy.session_idle_minutes),
        began_at__gt=now - timedelta(hours=policy.session_longest_hours),
    )


def over(session: LoginSession | None, *, now: datetime) -> str:
    """Why this session ends with this request; empty while it goes on.

    One that began in the future ends too: somebody moved the clock back.
    """
    policy = limits()
    if session is None:
        return "unknown"
    if session.ended_at is not None:
        return session.ended_why
    if now - session.seen_at > timedelta(minutes=policy.session_idle_minutes):
        return "idle"
    age, slack = now - session.began_at, timedelta(minutes=policy.factor_recent_minutes)
    if age > timedelta(hours=policy.session_longest_hours) or age < -slack:
        return "long"
    return ""


def is_fresh(session: LoginSession, *, now: datetime) -> bool:
    """Did the person prove itself within the last minutes (and not in the future)?"""
    within = timedelta(minutes=limits().factor_recent_minutes)
    return session.proved_at is not None and timedelta(0) <= now - session.proved_at <= within
