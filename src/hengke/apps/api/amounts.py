"""Money in answers: decimal text and currency; unknown and hidden say so, and never look like 0."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from hengke.apps.identity import api as identity
from hengke.kernel.money import decimal_string
from hengke.web.amounts import band_text

DECIMAL = r"^-?[0-9]+\.[0-9]{2}$"
NOT_DELIVERED, MASKED, HIDDEN = "not_delivered", "masked", "hidden"


class Money(Schema):
    """An amount. Where `amount` is null, `reason` says why."""

    amount: str | None = Field(
        default=None, pattern=r"^-?[0-9]+\.[0-9]{2}$", examples=["386000.00"]
    )
    currency: str | None = Field(default=None, examples=["CNY"])
    band: str | None = Field(
        default=None, description="Where amounts are masked: between which powers of ten.",
        examples=["100000-1000000"],
    )  # fmt: skip
    reason: str | None = Field(
        default=None, description="not_delivered, masked, hidden, or the reason that pages give.",
        examples=[None],
    )  # fmt: skip


def money(user: Any, minor: int | None, currency: str | None, *, unknown: str = "") -> Money:
    """An amount as the person may see it."""
    view = identity.view_of(user, "financial")
    if view is identity.View.NONE:
        return Money(reason=HIDDEN)
    if minor is None:
        return Money(currency=currency, reason=unknown or NOT_DELIVERED)
    if view is identity.View.MASKED:
        return Money(currency=currency, band=band_text(minor), reason=MASKED)
    return Money(amount=decimal_string(minor), currency=currency)
