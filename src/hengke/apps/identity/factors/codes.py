"""Codes of an app on the phone (TOTP, RFC 6238): made, shown as a picture, proved.

A code is taken once. What counts is the half minute that a code belongs to: it must lie after the
last one used, so that neither a code seen over the shoulder nor a clock that was moved back opens.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from unicodedata import normalize
from urllib.parse import quote

import pyotp
import segno

from hengke.apps.identity.factors.models import Totp
from hengke.apps.identity.factors.secrets import sealer
from hengke.apps.identity.limits import limits

STEP_SECONDS, DIGITS = 30, 6


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, username: str, bank: str) -> str:
    """What the app reads from the picture. Names are quoted: a colon would end the issuer."""
    return (
        f"otpauth://totp/{quote(bank, safe='')}:{quote(username, safe='')}"
        f"?secret={secret}&issuer={quote(bank, safe='')}"
    )


def picture(text: str) -> str:
    """The address as a QR code: one SVG without style or script."""
    return str(
        segno.make(text, error="m").svg_inline(
            scale=4, border=3, dark="#131a26", light="#ffffff", svgclass="qr", lineclass=None
        )
    )


def step_of(code: str, secret: str, *, now: datetime, drift: int) -> int | None:
    """The half minute that the code belongs to, within the drift; None for a wrong code.

    Every candidate is compared, so that the time taken tells nothing. Full-width digits, as a
    Chinese keyboard writes them, are digits.
    """
    asked = normalize("NFKC", "".join(code.split())).rjust(DIGITS).encode()
    here = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(here - drift, here + drift + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), asked):
            found = step
    return found


def is_right(totp: Totp, code: str, *, now: datetime) -> bool:
    """Right and never used: the step is taken in the same statement that compares it."""
    secret = sealer().open(totp.sealed) or ""
    step = step_of(code, secret, now=now, drift=limits().factor_drift_steps)
    if step is None:
        return False
    return bool(Totp.objects.filter(pk=totp.pk, last_step__lt=step).update(last_step=step))
