"""Who may read needs, write them down and weigh ideas: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

READ, RECORD = "needs.read", "needs.record"
DECIDE_PLAN = "needs.decide_plan"
READ_IDEAS, WEIGH, READ_FEED = "needs.read_ideas", "needs.weigh", "needs.read_feed"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def can_record(user: Any) -> bool:
    return identity.may(user, RECORD)


def can_decide_plans(user: Any) -> bool:
    return identity.may(user, DECIDE_PLAN)


def can_feed(user: Any) -> bool:
    return identity.may(user, READ_FEED)


def can_weigh(user: Any) -> bool:
    return identity.may(user, WEIGH)


def check_can_record(user: Any) -> None:
    if not can_record(user):
        raise Refused(
            _("Your role does not write down needs of customers."),
            next_step=_("Ask the customer's relationship manager."),
        )


def check_can_weigh(user: Any) -> None:
    if not can_weigh(user):
        raise Refused(_("Your role does not weigh ideas."), next_step=_("Ask the business owner."))
