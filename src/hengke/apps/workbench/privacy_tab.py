"""Privacy on the page of one customer: what is allowed, asked for, held and scheduled."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

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
    day = privacy.today(clock.now())
    policy = privacy.policy_in_force(day)
    verdicts = {
        code: privacy.may_process([number], purpose=code, now=clock.now())[number]
        for code, one in policy.purposes.items()
        if not one.separate
    }
    return {
        "number": number,
        "switched": privacy.switch_of(number),
        "restriction": privacy.restriction_of(number),
        "holds": list(privacy.holds_of(number)),
        "schedule": list(privacy.schedule_of(number)),
        "consents": [
            (one, tiering.label(policy.purposes[one.purpose].zh, policy.purposes[one.purpose].en))
            for one in privacy.consents_of(number)
            if one.purpose in policy.purposes
        ],
        "verdicts": [
            (tiering.label(policy.purposes[code].zh, policy.purposes[code].en), verdict)
            for code, verdict in verdicts.items()
        ],
        "purposes": [
            (one.code, tiering.label(one.zh, one.en))
            for one in policy.purposes.values()
            if one.basis == "consent"
        ],
        "ways": privacy.Obtained.choices,
        "kinds": privacy.Asked.choices,
        "asked": list(privacy.requests_of(number)),
        "day": day,
        "can_record": privacy.can_record(user),
        "can_hold": privacy.can_hold(user),
    }
