"""Privacy on the page of one customer: what is allowed, asked for, held and scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering import api as tiering
from hengke.kernel import clock
from hengke.web.composition import Chip


def address(of: customers.Subject) -> str:
    """Where the privacy of a customer or a prospect stands."""
    if of.core is None:
        return reverse("workbench:privacy-of", args=[of.number])
    return f"{reverse('workbench:customer', args=[of.number])}?tab=privacy"


def chips(number: str) -> list[Chip]:
    """What must be seen before anybody works on the customer."""
    found = []
    if privacy.switch_of(number):
        found.append(Chip(_("Not personalised")))
    if privacy.restriction_of(number):
        found.append(Chip(_("Restricted"), "crit"))
    if privacy.holds_of(number).exists():
        found.append(Chip(_("Legal hold"), "warn"))
    return found


def context(number: str, user: Any) -> dict[str, Any]:
    """A fixed number of queries; forms only for who may write. The same of a customer and of
    somebody whose record was opened here."""
    now = clock.now()
    day = privacy.today(now)
    policy = privacy.policy_in_force(day)
    return {
        "number": number,
        "switched": privacy.switch_of(number),
        "restriction": privacy.restriction_of(number),
        "holds": list(privacy.holds_of(number)),
        "schedule": list(privacy.schedule_of(number)),
        "consents": _consents(number, day),
        "allowed": _allowed(number, policy, now),
        "purposes": [
            (one.code, tiering.label(one.zh, one.en))
            for one in policy.purposes.values()
            if one.basis == "consent"
        ],
        "channels": care.Channel.choices,
        "ways": privacy.Obtained.choices,
        "kinds": privacy.Asked.choices,
        "asked": list(privacy.requests_of(number)),
        "day": day,
        "can_record": privacy.can_record(user),
        "can_hold": privacy.can_hold(user),
    }


@dataclass(frozen=True)
class Allowed:
    """What a customer's data may be used for, and why (not); `channels` only where some of them
    are allowed and others are not."""

    label: str
    allowed: bool
    why: str
    channels: tuple[str, ...] = ()


def _allowed(number: str, policy: Any, now: datetime) -> list[Allowed]:
    """Every purpose without a consent of its own. By which channels the answer is that which a
    contact gets; what nobody is contacted for has none."""
    contacts = {one.code: one for one in care.purposes_of(number, now)}
    found = []
    for code, rule in policy.purposes.items():
        if rule.separate:
            continue
        label, ways = tiering.label(rule.zh, rule.en), contacts.get(code)
        if ways is None:
            verdict = privacy.may_process([number], purpose=code, now=now)[number]
            found.append(Allowed(label, verdict.allowed, verdict.why))
        elif ways.why:
            found.append(Allowed(label, bool(ways.channels), ways.why, ways.channels))
        else:
            found.append(Allowed(label, True, rule.law))
    return found


@dataclass(frozen=True)
class ConsentRow:
    """One consent. `useless`: it is to share something, and allows nothing: no assessment."""

    one: privacy.Consent
    label: str
    channel: str
    useless: bool


def _consents(number: str, day: date) -> list[ConsentRow]:
    rows, policy = list(privacy.consents_of(number)), privacy.policy_in_force(day)
    useless, channels = privacy.without_assessment(rows, day), dict(care.Channel.choices)
    return [
        ConsentRow(
            one,
            tiering.label(rule.zh, rule.en),
            str(channels.get(one.channel, one.channel)),
            one.pk in useless and one.withdrawn_at is None,
        )
        for one in rows
        if (rule := policy.purposes.get(one.purpose))
    ]
