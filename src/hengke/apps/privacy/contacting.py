"""By which channels customers may be contacted for a purpose: for sheets, choices and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.privacy import owners, policy
from hengke.apps.privacy.models import Consent, Restriction
from hengke.apps.privacy.queries import in_force, may_process
from hengke.kernel.errors import Refused
from hengke.policies.privacy import CONSENT


@dataclass(frozen=True)
class Reach:
    """The channels that are allowed, in the order asked, and why no other is ("" = every one)."""

    channels: tuple[str, ...]
    why: str


def purposes(now: datetime) -> list[tuple[str, Any]]:
    """For which a customer is contacted: code and legal basis, without those that need a consent of
    their own per field or recipient, and without duties by law."""
    known = policy.in_force(policy.today(now)).purposes.values()
    return [(one.code, one) for one in known if not one.separate and one.basis != "duty"]


def check_contact(customer_id: str, *, purpose: str, channel: str, now: datetime) -> None:
    """Refuse to contact somebody for a purpose for which the customer may not be processed."""
    if purpose not in dict(purposes(now)):
        raise Refused(
            _("Nobody is contacted for this purpose."), next_step=_("Choose one that is offered.")
        )
    found = may_process([customer_id], purpose=purpose, channel=channel, now=now)[customer_id]
    if not found.allowed:
        raise Refused(
            _("This customer is not to be contacted for it: %(why)s.") % {"why": found.why},
            next_step=_("Ask for a consent first, or contact the customer for service only."),
        )


def reach(
    customer_ids: Iterable[str], *, purpose: str, channels: Sequence[str], now: datetime
) -> dict[str, Reach]:
    """Of a list of any length, in three queries; the same answers as `may_process` per channel."""
    wanted, day = list(customer_ids), policy.today(now)
    rule = policy.in_force(day).purposes[purpose]
    held = set(
        Restriction.objects.filter(customer_id__in=wanted).values_list("customer_id", flat=True)
    )
    agreed: dict[str, set[str]] = defaultdict(set)
    if rule.basis == CONSENT:
        gone = owners.behind(wanted)
        rows = Consent.objects.filter(
            in_force(day), customer_id__in=[*wanted, *gone], purpose=purpose, field="", recipient=""
        )
        for number, channel in rows.values_list("customer_id", "channel"):
            agreed[number].add(channel)
            agreed[gone.get(number, number)].add(channel)
    return {
        one: _reach(one in held, agreed[one] if rule.basis == CONSENT else {""}, channels)
        for one in wanted
    }


def _reach(held: bool, agreed: set[str], channels: Sequence[str]) -> Reach:
    if held:
        return Reach((), _("processing is restricted"))
    allowed = tuple(one for one in channels if "" in agreed or one in agreed)
    return Reach(allowed, "" if len(allowed) == len(channels) else _("no consent in force"))
