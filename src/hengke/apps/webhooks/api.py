"""The door of webhooks: `emit` for actions; the rest for the API and the commands."""

from __future__ import annotations

from hengke.apps.webhooks.actions import MANAGE, emit, end, replay, subscribe
from hengke.apps.webhooks.kinds import KINDS
from hengke.apps.webhooks.models import Delivery, Event, Subscription
from hengke.apps.webhooks.policy import limits
from hengke.apps.webhooks.queries import deliveries, subscriptions
from hengke.apps.webhooks.sending import Sent, forget_old, send_due
from hengke.apps.webhooks.signing import opened, sealed

__all__ = [
    "KINDS",
    "MANAGE",
    "Delivery",
    "Event",
    "Sent",
    "Subscription",
    "deliveries",
    "emit",
    "end",
    "forget_old",
    "limits",
    "opened",
    "replay",
    "sealed",
    "send_due",
    "subscribe",
    "subscriptions",
]
