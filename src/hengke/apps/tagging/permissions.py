"""Who may read tags, give them by hand, define them and build segments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

READ, GIVE, DEFINE, DECIDE, BUILD = (
    "tagging.read", "tagging.give", "tagging.define", "tagging.decide", "tagging.build",
)  # fmt: skip


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def can_give(user: Any) -> bool:
    return identity.may(user, GIVE)


def can_define(user: Any) -> bool:
    return identity.may(user, DEFINE)


def can_decide(user: Any) -> bool:
    return identity.may(user, DECIDE)


def can_build(user: Any) -> bool:
    return identity.may(user, BUILD)


def check_can_give(user: Any) -> None:
    if not can_give(user):
        raise Refused(
            _("Your role gives no tags to customers."),
            next_step=_("Ask the customer's relationship manager."),
        )


def check_can_build(user: Any) -> None:
    if not can_build(user):
        raise Refused(_("Your role builds no segments."), next_step=_("Ask the business owner."))
