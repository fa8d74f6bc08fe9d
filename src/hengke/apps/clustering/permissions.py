"""Who may read groups and name them: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

READ, NAME = "clustering.read", "clustering.name"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def can_name(user: Any) -> bool:
    return identity.may(user, NAME)


def sees_all(user: Any) -> bool:
    """Sums of the whole bank are for who may read all of it."""
    return identity.scope_of(user, READ) is identity.Scope.ALL


def check_can_name(user: Any) -> None:
    if not can_name(user):
        raise Refused(
            _("You may not name groups."), next_step=_("The business owner of the bank does.")
        )
