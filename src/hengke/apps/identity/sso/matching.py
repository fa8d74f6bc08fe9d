"""Whose log-in a token opens: the bound one, else the one that the configured claim names."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from hengke.apps.audit.api import record
from hengke.apps.identity.models import ADMINISTRATORS, Subject, User
from hengke.apps.identity.sessions.actions import end_all
from hengke.apps.identity.sso.client import NotProved
from hengke.apps.identity.sso.providers import Provider
from hengke.kernel import clock
from hengke.kernel.errors import Refused


@transaction.atomic
def person_of(provider: Provider, claims: dict[str, Any]) -> User:
    """NotProved where nobody, several, or somebody bound to another account is meant."""
    bound = Subject.objects.filter(provider=provider.name, subject=claims["sub"]).first()
    user = bound.user if bound else _named(provider, claims)
    if not user.is_active:
        raise NotProved("inactive")
    if bound is None:
        _bind(provider, str(claims["sub"]), user)
    _follow_roles(provider, claims, user)
    return user


def is_second_factor(provider: Provider, claims: dict[str, Any]) -> bool:
    """Did the provider ask for what the bank's file says is as good as a second factor?"""
    methods = claims.get("amr")
    return isinstance(methods, list) and bool(set(provider.second_factor_amr) & set(methods))


def _named(provider: Provider, claims: dict[str, Any]) -> User:
    value = claims.get(provider.claim)
    if not isinstance(value, str) or not value.strip():
        raise NotProved("no_claim")
    found = list(User.objects.filter(**{provider.matches: value}, is_active=True)[:2])
    if len(found) == 2:
        raise NotProved("several_people")
    if found:
        return found[0]
    if provider.creates and not User.objects.filter(**{provider.matches: value}).exists():
        return _created(provider, claims, value)
    raise NotProved("unknown_person")


def _created(provider: Provider, claims: dict[str, Any], value: str) -> User:
    """Only where the provider's file says `creates` and its table gives the person a role."""
    from hengke.apps.identity.actions import create_user

    role = _role(provider, claims)
    if not role:
        raise NotProved("no_role")
    number = value if provider.matches == "org_id" else ""
    name = claims.get("name")
    return create_user(
        value, password=secrets.token_urlsafe(32), role=role, by=None,
        display_name=name if isinstance(name, str) else "", org_id=number,
    )  # fmt: skip


def _bind(provider: Provider, subject: str, user: User) -> None:
    """An account there and a log-in here belong together for good, until an administrator resets
    the person's factors."""
    if Subject.objects.filter(provider=provider.name, user=user).exists():
        raise NotProved("bound_elsewhere")
    Subject.objects.create(provider=provider.name, subject=subject, user=user, bound_at=clock.now())
    record("identity.sso_bound", by=user, target=user.username, provider=provider.name)


def _follow_roles(provider: Provider, claims: dict[str, Any], user: User) -> None:
    """With a table of roles the provider decides over them, but for administrators."""
    if not provider.roles or user.role in ADMINISTRATORS:
        return
    role = _role(provider, claims)
    if not role:
        raise NotProved("no_role")
    if role != user.role:
        _check_place(user, role)
        before, user.role = user.role, role
        user.save(update_fields=["role"])
        end_all(user, why="role")
        record(
            "identity.role_changed", by=None, target=user.username, before=before, role=role,
            provider=provider.name,
        )  # fmt: skip


def _check_place(user: User, role: str) -> None:
    """A manager without a staff number, or what one person must not hold beside another log-in,
    is not made by a token either."""
    from hengke.apps.identity.people.actions import PLACES, check_place

    try:
        check_place(role, user=user, **{name: getattr(user, name) for name in PLACES})
    except Refused:
        raise NotProved("no_place") from None


def _role(provider: Provider, claims: dict[str, Any]) -> str:
    """The first role of the table that the token names; its order is the bank's."""
    said = claims.get(provider.roles_claim)
    groups = {said} if isinstance(said, str) else set(said) if isinstance(said, list) else set()
    return next((role for group, role in provider.roles.items() if group in groups), "")
