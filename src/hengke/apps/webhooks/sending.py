"""Deliveries sent: what is due, one attempt each, and what follows from the answer.

Several processes may send: each takes a delivery by moving its next attempt, and only one of them
succeeds. A process that dies has lost nothing: the attempt comes due again.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from hengke.apps.identity import api as identity
from hengke.apps.webhooks import kinds, policy, signing, targets
from hengke.apps.webhooks.models import DEAD, DELIVERED, WAITING, Delivery, Event
from hengke.kernel import clock
from hengke.kernel.errors import Refused

log = logging.getLogger("hengke.webhooks")
AT_ONCE = 100
TAKEN_FOR = 6
"""So many times as long as one answer may take nobody else takes the same delivery."""


@dataclass(frozen=True)
class Sent:
    """What one round did."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0


def send_due(*, now: datetime, most: int = AT_ONCE) -> Sent:
    """Attempt everything that is due, the longest waiting first."""
    due = Delivery.objects.filter(state=WAITING, next_at__lte=now).order_by("next_at")
    ended = {DELIVERED: 0, WAITING: 0, DEAD: 0}
    for delivery in due.select_related("event", "subscription__owner")[:most]:
        if _take(delivery, now=now):
            ended[_attempt(delivery)] += 1
    return Sent(ended[DELIVERED], ended[WAITING], ended[DEAD])


def forget_old(*, now: datetime) -> int:
    """Deliveries that ended long ago, and events that nobody needs any more."""
    before = now - timedelta(days=policy.limits().kept_days)
    gone, _kinds = Delivery.objects.filter(ended_at__lt=before).delete()
    Event.objects.filter(happened_at__lt=before, deliveries__isnull=True).delete()
    return gone


def _take(delivery: Delivery, *, now: datetime) -> bool:
    later = now + timedelta(seconds=policy.limits().timeout_seconds * TAKEN_FOR)
    mine = Delivery.objects.filter(pk=delivery.pk, state=WAITING, next_at=delivery.next_at)
    return mine.update(next_at=later) == 1


def _attempt(delivery: Delivery) -> str:
    """One call; the delivery's state afterwards."""
    delivery.attempts += 1
    problem = _closed(delivery)
    if problem:
        return _ended(delivery, DEAD, problem)
    try:
        delivery.answered = _call(delivery)
    except Refused:
        return _failed(delivery, "target_refused")
    except ssl.SSLError:
        return _failed(delivery, "certificate")
    except (OSError, http.client.HTTPException):
        return _failed(delivery, "no_answer")
    if 200 <= delivery.answered < 300:
        return _ended(delivery, DELIVERED, "")
    return _failed(delivery, "bad_answer")


def _closed(delivery: Delivery) -> str:
    """Rights are asked again when sending: who lost them is told nothing more."""
    subscription, right = delivery.subscription, kinds.KINDS[delivery.event.kind].right
    if subscription.ended_at is not None:
        return "ended"
    if not identity.may(subscription.owner, right):
        return "right_lost"
    return ""


def _call(delivery: Delivery) -> int:
    target = targets.resolved(delivery.subscription.url)
    sent = signing.body(delivery)
    headers = signing.headers(delivery.subscription, sent, at=clock.now())
    seconds = policy.limits().timeout_seconds
    connection = _Judged(target, seconds)
    try:
        connection.connect()
        timer = threading.Timer(seconds, _hang_up, [connection.sock])
        timer.start()  # a receiver that answers byte by byte is given up as well
        try:
            connection.request("POST", target.path, body=sent, headers=headers)
            return connection.getresponse().status
        finally:
            timer.cancel()
    finally:
        connection.close()


class _Judged(http.client.HTTPConnection):
    """A connection to the judged address that speaks to the name."""

    def __init__(self, target: targets.Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target = target

    def connect(self) -> None:
        plain = socket.create_connection((self._target.ip, self._target.port), self.timeout)
        if self._target.https:
            context = ssl.create_default_context()
            plain = context.wrap_socket(plain, server_hostname=self._target.host)
        self.sock = plain


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _failed(delivery: Delivery, problem: str) -> str:
    limits = policy.limits()
    if delivery.attempts >= limits.attempts:
        return _ended(delivery, DEAD, problem)
    wait = timedelta(seconds=limits.wait_seconds(delivery.attempts))
    return _kept(delivery, WAITING, problem, next_at=clock.now() + wait)


def _ended(delivery: Delivery, state: str, problem: str) -> str:
    return _kept(delivery, state, problem, ended_at=clock.now())


def _kept(
    delivery: Delivery,
    state: str,
    problem: str,
    *,
    next_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> str:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, problem=problem, attempts=delivery.attempts, answered=delivery.answered,
        next_at=next_at, ended_at=ended_at,
    )  # fmt: skip
    log.info("webhook %s: attempt %d, %s", delivery.pk, delivery.attempts, state)
    return state
