"""Who answers for the data and attests its rules: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

ATTEST = "catalogue.attest"


def owners() -> list[str]:
    """The roles that the access policy makes answer for the data."""
    return sorted(identity.policy().holders(ATTEST))


def can_attest(user: Any) -> bool:
    return identity.may(user, ATTEST)


def check_can_attest(user: Any) -> None:
    if not can_attest(user):
        raise Refused(
            _("Only the owner of the data attests its rules."),
            next_step=_("Ask the business owner."),
        )
