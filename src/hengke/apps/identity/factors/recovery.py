"""Recovery codes: 80 random bits each, shown once, kept as a digest, good for one log-in."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Any

from hengke.apps.identity.factors.models import RecoveryCode
from hengke.apps.identity.limits import limits

BYTES, GROUP = 10, 4


def renew(user: Any) -> list[str]:
    """New codes in place of all old ones; this is the only time that they are readable."""
    codes = [_new() for _ in range(limits().factor_recovery_codes)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code)) for code in codes
    )
    return codes


def is_right(user: Any, code: str, *, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return bool(unused.update(used_at=now))


def left(user: Any) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _new() -> str:
    text = base64.b32encode(secrets.token_bytes(BYTES)).decode("ascii").lower()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def _digest(user: Any, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{user.pk}:{plain}".encode()).hexdigest()
