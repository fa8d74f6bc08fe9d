"""The risk profile of one customer as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.models import RiskProfile
from hengke.kernel import clock

PREFERENCES: Mapping[str, Any] = {
    "conservative": _("conservative"), "steady": _("steady"), "aggressive": _("aggressive"),
}  # fmt: skip
KNOWLEDGE: Mapping[str, Any] = {"low": _("low"), "medium": _("medium"), "high": _("high")}
CHANNELS: Mapping[str, Any] = {
    "counter": _("at the counter"), "mobile": _("on the mobile"), "online": _("online"),
}  # fmt: skip
SOURCES: Mapping[str, Any] = {
    "suitability questionnaire": _("suitability questionnaire"),
}
"""What a bank's file calls otherwise is shown as the file says it."""


@dataclass(frozen=True)
class Profile:
    """Words of one profile; None where the bank's files do not say it. `over`: run out by the day
    of the data; `over_since`: after it, by today's calendar day. `source`: what told it."""

    one: RiskProfile
    preference: Any
    knowledge: Any
    channel: Any
    over: bool
    over_since: bool = False
    source: Any = None


def of_customer(numbers: Sequence[str], today: date) -> Profile | None:
    """The newest of the numbers of a customer found through `visible_to`."""
    rows = RiskProfile.objects.filter(pk__in=numbers).order_by("-assessed_on", "pk")
    one = rows.first()
    if one is None:
        return None
    return Profile(
        one,
        _word(PREFERENCES, one.preference),
        _word(KNOWLEDGE, one.knowledge),
        _word(CHANNELS, one.channel),
        one.expires_on is not None and one.expires_on < today,
        one.expires_on is not None and today <= one.expires_on < clock.day(clock.now()),
        _word(SOURCES, one.source),
    )


def _word(words: Mapping[str, Any], code: str | None) -> Any:
    return None if code is None else words.get(code, code)
