"""Whom nobody may contact for what, as the sheet and the choice of customers say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from hengke.apps.care.models import Channel
from hengke.apps.privacy import api as privacy

MARKETING = "marketing"


@dataclass(frozen=True)
class Purpose:
    """A purpose that can be chosen, and by which channels; `why` the others are refused."""

    code: str
    label: str
    channels: tuple[Any, ...]
    why: str


def purposes(customer_id: str, now: datetime) -> list[Purpose]:
    """Every purpose of a contact, allowed or not, with its reason."""
    chinese = (translation.get_language() or "").startswith("zh")
    found = []
    for code, rule in privacy.purposes(now):
        allowed = privacy.reach([customer_id], purpose=code, channels=Channel.values, now=now)
        one = allowed[customer_id]
        words = tuple(Channel(channel).label for channel in one.channels)
        found.append(Purpose(code, rule.zh if chinese else rule.en, words, one.why))
    return found


def not_for_marketing(customer_ids: Iterable[str], now: datetime) -> dict[str, str]:
    """Whom of them nobody may contact for marketing by any channel, and why; two queries."""
    found = privacy.reach(customer_ids, purpose=MARKETING, channels=Channel.values, now=now)
    return {number: one.why for number, one in found.items() if not one.channels}
