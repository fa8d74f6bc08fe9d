"""What methods, quantities and reasons are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.engine.forecast.columns import (
    BALANCE_UNKNOWN,
    NOT_TOLD,
    SHORT_HISTORY,
    TOO_FEW,
    UNREAD,
)

METHODS: Mapping[str, Any] = {
    "persistence": _("the last value stays"),
    "seasonal": _("as in the same month a year ago"),
    "trend": _("the trend of the last months, damped"),
    "mean": _("the mean of the last months"),
}
REASONS: Mapping[str, Any] = {
    BALANCE_UNKNOWN: _("assets of today are unknown"),
    SHORT_HISTORY: _("too few months are known"),
    TOO_FEW: _("methods could be tried on too few customers"),
    UNREAD: _("a booking may be in quarantine"),
    NOT_TOLD: _("the bank does not say who began a booking"),
}


def method(word: str | None) -> Any:
    """One that a later release no longer knows is shown by its word."""
    return METHODS.get(word or "", word)


def reason(word: str | None) -> Any:
    return REASONS.get(word or "", word)
