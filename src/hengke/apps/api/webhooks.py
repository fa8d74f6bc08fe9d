"""Subscriptions to what happens, and what became of each delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, Field, Router, Schema

from hengke.apps.api import paging
from hengke.apps.api.operations import JSON, reads, writes
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.words import Key, Number, Sent, Word
from hengke.apps.webhooks import api as webhooks
from hengke.kernel import clock
from hengke.web.paging import page

router = Router(tags=["Webhooks"])
MANAGE = webhooks.MANAGE


class SubscriptionOut(Schema):
    """An address that is told of some events."""

    subscription_id: int = Field(..., examples=[1])
    url: str = Field(..., examples=["https://hooks.bank.example/hengke"])
    events: list[str] = Field(..., examples=[["run.published"]])
    made_at: datetime


class SubscriptionMade(SubscriptionOut):
    """A new subscription with its secret, which nobody can read again."""

    secret: str = Field(..., examples=["whsec_keep-it-where-the-receiver-runs"])


class SubscriptionIn(Sent):
    """Where to call, and of what to tell."""

    url: str = Field(..., min_length=1, max_length=500, pattern=r"^[^\x00]*$")
    events: list[Word] = Field(..., min_length=1, max_length=20)


class WebhookDeliveryOut(Schema):
    """One event for one subscription."""

    delivery_id: str = Field(..., examples=["dlv_4f1c0a9be7d24e5f86a1b2c3"])
    event_id: str
    event: str = Field(..., examples=["task.done"])
    state: str = Field(..., description="waiting, delivered or dead.", examples=["delivered"])
    attempts: int
    answered: int | None = Field(None, description="HTTP status of the last attempt.")
    problem: str = Field("", description="Why the last attempt failed, as a code.")
    again_of: str | None = Field(None, description="The delivery that this one repeats.")
    made_at: datetime
    next_at: datetime | None = None
    ended_at: datetime | None = None


@reads(router, "/webhooks", Listed[SubscriptionOut], right=MANAGE, name="webhooks")
def subscriptions(
    request: HttpRequest, response: HttpResponse, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """The caller's own subscriptions."""
    after = paging.place(request, asked)
    rows = webhooks.subscriptions(request.user)
    turned = page(rows, sort="-id", key="id", size=asked.limit, cursor=after)
    told = [SubscriptionOut(**_plain(row)) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@writes(
    router, "/webhooks", SubscriptionMade, status=201, body=JSON, right=MANAGE, name="webhooks",
    example={"url": "https://hooks.bank.example/hengke", "events": ["run.published"]},
)  # fmt: skip
def subscribe(request: HttpRequest, sent: SubscriptionIn = Body(...)) -> SubscriptionMade:
    """Be told of events.

    The answer holds the secret by which deliveries are signed. It is shown this once.
    """
    made, secret = webhooks.subscribe(
        url=sent.url, events=sent.events, by=request.user, now=clock.now()
    )
    return SubscriptionMade(**_plain(made), secret=secret)


@reads(router, "/webhooks/{number}", SubscriptionOut, right=MANAGE, name="webhook")
def subscription(request: HttpRequest, number: Number) -> SubscriptionOut:
    """One subscription of the caller."""
    return SubscriptionOut(**_plain(_found(request, number)))


@writes(router, "/webhooks/{number}/end", SubscriptionOut, right=MANAGE, name="webhook-end")
def end(request: HttpRequest, number: Number) -> SubscriptionOut:
    """End a subscription: what still waits is not sent any more."""
    found = _found(request, number)
    webhooks.end(found, by=request.user, now=clock.now())
    return SubscriptionOut(**_plain(found))


@reads(router, "/webhooks/{number}/deliveries", Listed[WebhookDeliveryOut], right=MANAGE,
       name="webhook-deliveries")  # fmt: skip
def deliveries(
    request: HttpRequest, response: HttpResponse, number: Number, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """What became of each delivery, newest first."""
    after = paging.place(request, asked)
    rows = webhooks.deliveries(request.user).filter(subscription=_found(request, number))
    turned = page(rows, sort="-made_at", key="id", size=asked.limit, cursor=after)
    told = [_delivery(row) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@writes(router, "/webhook-deliveries/{key}/replay", WebhookDeliveryOut, status=202, right=MANAGE,
        name="webhook-replay")  # fmt: skip
def replay(request: HttpRequest, key: Key) -> WebhookDeliveryOut:
    """Send an event once more, under a delivery number of its own."""
    found = get_object_or_404(webhooks.deliveries(request.user), pk=key)
    return _delivery(webhooks.replay(found, by=request.user, now=clock.now()))


def _found(request: HttpRequest, number: int) -> webhooks.Subscription:
    return get_object_or_404(webhooks.subscriptions(request.user), pk=number)


def _plain(row: webhooks.Subscription) -> dict[str, Any]:
    return {
        "subscription_id": row.pk, "url": row.url, "events": row.events, "made_at": row.made_at,
    }  # fmt: skip


def _delivery(row: webhooks.Delivery) -> WebhookDeliveryOut:
    return WebhookDeliveryOut(
        delivery_id=row.pk, event_id=row.event_id, event=row.event.kind, state=row.state,
        attempts=row.attempts, answered=row.answered, problem=row.problem,
        again_of=row.again_of_id, made_at=row.made_at, next_at=row.next_at,
        ended_at=row.ended_at,
    )  # fmt: skip
