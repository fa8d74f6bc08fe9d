"""Reads of subscriptions and deliveries: everybody sees their own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hengke.apps.identity import api as identity
from hengke.apps.webhooks.models import Delivery, Subscription


def subscriptions(user: Any) -> QuerySet[Subscription]:
    """The person's own that have not ended."""
    return Subscription.objects.filter(owner_id=user.pk, ended_at__isnull=True)


def deliveries(user: Any) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(subscription__in=subscriptions(user))
    return rows.select_related("event")


def reaches(user: Any, right: str, *, branch_id: str | None, manager_id: str | None) -> bool:
    """Would the person see what the event is about? Without a branch it is about the bank.

    The same rule as `customers.scope`, asked of one place instead of rows.
    """
    scope = identity.scope_of(user, right)
    if scope is None or scope is identity.Scope.ALL or branch_id is None:
        return scope is not None
    if scope is identity.Scope.BRANCH:
        return bool(user.branch_id) and branch_id in identity.branches_of(user)
    if scope is identity.Scope.TEAM:
        return bool(manager_id) and manager_id in (identity.team_of(user) or ())
    return bool(manager_id) and manager_id == user.org_id
