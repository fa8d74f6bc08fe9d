"""Whom a file of customers may be used to contact: a mark per row, or who may not is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.care import api as care
from hengke.apps.privacy import api as privacy
from hengke.policies.privacy import LEAVE_OUT, MARKETING

AT_ONCE = 500


def reach_of(numbers: Sequence[str], now: datetime) -> dict[str, privacy.Reach]:
    """By which channels each may be contacted for marketing; two queries per five hundred."""
    found: dict[str, privacy.Reach] = {}
    for start in range(0, len(numbers), AT_ONCE):
        found |= privacy.reach(
            numbers[start : start + AT_ONCE], purpose=MARKETING, channels=care.Channel.values,
            now=now,
        )  # fmt: skip
    return found


def kept(rows: Sequence[Any], reach: dict[str, privacy.Reach], now: datetime) -> list[Any]:
    """Everybody, or (policy `files = "leave_out"`) those who may be contacted by some channel."""
    if privacy.policy_in_force(privacy.today(now)).files != LEAVE_OUT:
        return list(rows)
    return [row for row in rows if reach[row.pk].channels]


def cell(reach: privacy.Reach) -> str:
    """The channels in words, or why there is none."""
    words = [str(care.Channel(one).label) for one in reach.channels]
    return ", ".join(words) or _("not to be contacted: %(why)s") % {"why": reach.why}
