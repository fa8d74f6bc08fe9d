"""Secrets and signatures. What a receiver does with them is docs/examples/verify_webhook.py."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import datetime

from django.conf import settings

from hengke.apps.webhooks.models import Delivery, Subscription
from hengke.kernel import clock
from hengke.pipelines.protection import ring, sealing

MARK = "whsec_"


def new_secret() -> str:
    """256 random bits; shown once, kept sealed."""
    return MARK + secrets.token_urlsafe(32)


def sealed(text: str) -> str:
    return str(_sealer().seal(text))


def opened(text: str) -> str:
    return str(_sealer().open(text))


def body(delivery: Delivery) -> bytes:
    """What is sent: ids only. The same bytes for every attempt of a delivery."""
    event = delivery.event
    told = {
        "id": event.id,
        "delivery": delivery.pk,
        "event": event.kind,
        "happened_at": event.happened_at.isoformat(),
        "data": event.ids,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def headers(subscription: Subscription, sent: bytes, *, at: datetime) -> dict[str, str]:
    """The signature is over the instant and the body, so that neither can be exchanged."""
    stamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "hengke-webhooks",
        "Hengke-Signature": f"t={stamp},v1={signature(opened(subscription.secret), stamp, sent)}",
    }


def signature(secret: str, stamp: int, sent: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + sent, hashlib.sha256).hexdigest()


def _sealer() -> sealing.Sealer:
    keys = ring.load_or_make(settings.HENGKE_HOME, now=clock.now())
    return sealing.Sealer(keys, ring.SECRETS)
