"""What tells a tag from lists of lifecycle that are called almost the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity import api as identity

LIFECYCLE = "lifecycle.read"
LISTS = {"activity_waning": "losing", "activity_sleeping": "wake_up"}
"""Code of the tag -> the list of lifecycle."""
SAID = {
    "activity_waning": _(
        "By days without own booking alone. The early warnings of loss of the lifecycle go by a "
        "fall of assets or activity against the customer's own history."
    ),
    "activity_sleeping": _(
        "By days without own booking alone. The wake-up list of the lifecycle asks for the rules "
        "of dormancy, for persons also next to no balance."
    ),
}


@dataclass(frozen=True)
class Alike:
    """`href` is '' for who may not read the lifecycle."""

    text: Any
    href: str


def of(code: str, user: Any) -> Alike | None:
    if code not in LISTS:
        return None
    reads = identity.may(user, LIFECYCLE)
    return Alike(SAID[code], f"{reverse('lifecycle:book')}?show={LISTS[code]}" if reads else "")
