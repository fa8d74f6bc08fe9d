"""Legal states of an override, as a table; a test proves it complete."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hengke.apps.tiering.models import OverrideStatus, TierOverride
from hengke.kernel.errors import Refused

NEXT: dict[str, tuple[str, ...]] = {
    OverrideStatus.REQUESTED: (
        OverrideStatus.APPROVED,
        OverrideStatus.REJECTED,
        OverrideStatus.EXPIRED,
    ),
    OverrideStatus.APPROVED: (OverrideStatus.EXPIRED,),
    OverrideStatus.REJECTED: (),
    OverrideStatus.EXPIRED: (),
}


def can_become(override: TierOverride, status: str) -> bool:
    return status in NEXT[override.status]


def check_can_become(override: TierOverride, status: str) -> None:
    if not can_become(override, status):
        raise Refused(
            _("This override was already decided or has ended."),
            next_step=_("Load the inbox again; ask for a new override if one is still needed."),
        )


def has_ended(override: TierOverride, *, as_of: date) -> bool:
    """An override holds through `until`; the day after, it is over."""
    return override.until < as_of


def check_has_not_ended(override: TierOverride, *, as_of: date) -> None:
    if has_ended(override, as_of=as_of):
        raise Refused(
            _("The override would have ended on %(day)s already.") % {"day": override.until},
            next_step=_("Reject it, and have it requested again with a later end."),
        )
