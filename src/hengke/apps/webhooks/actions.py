"""Changes to subscriptions, and events written down. Each is one transaction with its audit row."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.identity import api as identity
from hengke.apps.webhooks import kinds, policy, queries, signing, targets
from hengke.apps.webhooks.models import Delivery, Event, Subscription
from hengke.kernel import clock
from hengke.kernel.errors import Refused

MANAGE = "webhooks.manage"


@transaction.atomic
def subscribe(
    *, url: str, events: Sequence[str], by: Any, now: datetime
) -> tuple[Subscription, str]:
    """A new subscription, and its secret, which nobody can read again."""
    identity.check(by, MANAGE)
    targets.check(url)
    _check_events(events, by)
    if queries.subscriptions(by).count() >= policy.limits().subscriptions_per_person:
        raise Refused(
            _("There are as many subscriptions as one person can have."),
            next_step=_("End one that is no longer used."),
        )
    secret = signing.new_secret()
    made = Subscription.objects.create(
        owner=by, url=url, events=sorted(set(events)), secret=signing.sealed(secret), made_at=now
    )
    record("webhooks.subscribed", by=by, target=str(made.pk), events=made.events)
    return made, secret


@transaction.atomic
def end(subscription: Subscription, *, by: Any, now: datetime) -> None:
    """At once: what still waits is not sent any more."""
    identity.check(by, MANAGE)
    if Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=now):
        record("webhooks.ended", by=by, target=str(subscription.pk))


@transaction.atomic
def renew_secret(subscription: Subscription, *, by: Any, now: datetime) -> str:
    """Another secret, shown this once; everything is signed with it from now on."""
    identity.check(by, MANAGE)
    found = queries.subscriptions(by).select_for_update().get(pk=subscription.pk)
    secret = signing.new_secret()
    found.secret = signing.sealed(secret)
    found.save(update_fields=["secret"])
    record("webhooks.secret_renewed", by=by, target=str(found.pk))
    return secret


@transaction.atomic
def replay(delivery: Delivery, *, by: Any, now: datetime) -> Delivery:
    """Send the same event once more, under a delivery number of its own."""
    identity.check(by, MANAGE)
    again = _due(delivery.event, delivery.subscription, now=now, again_of=delivery)
    record("webhooks.replayed", by=by, target=again.pk, first=delivery.pk)
    return again


def emit(
    kind: str,
    *,
    branch_id: str | None = None,
    manager_id: str | None = None,
    **ids: kinds.Id,
) -> Event | None:
    """Write down what happened, for those who want to know and may. Called within the transaction
    of the action, so that both stand or fall together; nothing is written when nobody listens."""
    kinds.check(kind, ids)
    listening = _listening(kind, branch_id=branch_id, manager_id=manager_id)
    if not listening:
        return None
    now = clock.now()
    event = Event.objects.create(id=_id("evt"), kind=kind, ids=ids, happened_at=now)
    for subscription in listening:
        _due(event, subscription, now=now)
    return event


def _listening(kind: str, *, branch_id: str | None, manager_id: str | None) -> list[Subscription]:
    right = kinds.KINDS[kind].right
    alive = Subscription.objects.filter(ended_at__isnull=True).select_related("owner")
    return [
        one
        for one in alive
        if kind in one.events
        and queries.reaches(one.owner, right, branch_id=branch_id, manager_id=manager_id)
    ]


def _due(
    event: Event, subscription: Subscription, *, now: datetime, again_of: Delivery | None = None
) -> Delivery:
    return Delivery.objects.create(
        id=_id("dlv"), event=event, subscription=subscription, made_at=now, next_at=now,
        again_of=again_of,
    )  # fmt: skip


def _check_events(events: Sequence[str], by: Any) -> None:
    unknown = [name for name in events if name not in kinds.KINDS]
    if unknown or not events:
        raise Refused(
            _("There is no such event."),
            next_step=_("Choose among %(events)s.") % {"events": ", ".join(kinds.KINDS)},
        )
    closed = [name for name in events if not identity.may(by, kinds.KINDS[name].right)]
    if closed:
        raise Refused(
            _("You may not read what %(events)s is about.") % {"events": ", ".join(closed)},
            next_step=_("Leave it out, or ask for the right first."),
        )


def _id(mark: str) -> str:
    return f"{mark}_{secrets.token_hex(12)}"
