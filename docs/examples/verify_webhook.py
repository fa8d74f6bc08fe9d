"""What the receiver of a webhook does before it believes it. Standard library only; copy it.

    seen = Seen()
    event = verified(secret, headers["Hengke-Signature"], body, now=time.time(), seen=seen)

A call is believed when its signature was made with your secret over this very body, not long ago,
and its delivery was not seen before. Whoever records a call and sends it again is refused by the
last two. Answer 2xx quickly and work afterwards; what you do not answer is sent again.
"""

from __future__ import annotations

import hashlib
import hmac
import json

TOLERANCE_SECONDS = 300


class NotBelieved(Exception):
    """The call is not from your bank's Hengke, or it is an old one again."""


class Seen:
    """Deliveries of the last minutes. With several processes keep them where all of them look."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def first_time(self, delivery: str, *, now: float) -> bool:
        self._until = {name: until for name, until in self._until.items() if until > now}
        if delivery in self._until:
            return False
        self._until[delivery] = now + 2 * TOLERANCE_SECONDS
        return True


def verified(secret: str, signature: str, body: bytes, *, now: float, seen: Seen) -> dict:
    """The event, or NotBelieved. `signature` is the header Hengke-Signature: t=...,v1=..."""
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    made = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(made.encode(), given.encode()):
        raise NotBelieved("wrong signature")
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        raise NotBelieved("too old, or of a clock that is wrong")
    event = json.loads(body)
    if not seen.first_time(event["delivery"], now=now):
        raise NotBelieved("seen before")
    return event
