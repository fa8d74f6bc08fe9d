"""Legal states of an override, as a table (a test proves it complete), and what may be asked."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hengke.apps.tiering.models import OverrideStatus, TierOverride
from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months

LONGEST_OVERRIDE_MONTHS = 12
"""A tier by hand bridges a known event; what is to last a year longer is asked for again, so that
a second person looks at it again."""
SHORTEST_REASON = 4
"""Characters. In four Chinese ones a reason can be said (房产出售); in fewer nobody says one."""

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


def last_possible_day(as_of: date) -> date:
    return add_months(as_of, LONGEST_OVERRIDE_MONTHS)


def check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            _("An override needs a reason of at least %(least)d signs.")
            % {"least": SHORTEST_REASON},
            next_step=_("Write why the customer should have this tier."),
        )


def check_last_day(until: date, *, as_of: date) -> None:
    if until <= as_of:
        raise Refused(
            _("An override must end after the business date %(day)s.") % {"day": as_of},
            next_step=_("Choose a later last day."),
        )
    if until > last_possible_day(as_of):
        raise Refused(
            _("An override can last until %(day)s at the longest.")
            % {"day": last_possible_day(as_of)},
            next_step=_("Choose an earlier last day, and ask again when it ends."),
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
