"""What may be asked of tags by hand and of segments."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months

LONGEST_MONTHS = 12
"""What is to hold longer is written down again, so that somebody looks whether it is still true."""
SHORTEST_REASON = 4
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


def last_possible_day(today: date) -> date:
    return add_months(today, LONGEST_MONTHS)


def check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            _("A tag by hand needs a reason of at least %(least)d signs.")
            % {"least": SHORTEST_REASON},
            next_step=_("Write what was said or seen."),
        )


def check_until(until: date, *, today: date) -> None:
    if not today <= until <= last_possible_day(today):
        raise Refused(
            _("The last day must lie between %(first)s and %(last)s.")
            % {"first": today, "last": last_possible_day(today)},
            next_step=_("Choose another last day."),
        )


def check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Refused(
            _("A segment's name has 2 to 40 small letters, digits and _, a letter first."),
            next_step=_("Write it as: wealthy_not_invested"),
        )


def check_title(title: str) -> None:
    if not title.strip():
        raise Refused(
            _("A segment needs a title."), next_step=_("Write what people should call it.")
        )


def check_purpose(purpose: str) -> None:
    if len(purpose.strip()) < SHORTEST_REASON:
        raise Refused(
            _("An audience is frozen for a purpose, in at least %(least)d signs.")
            % {"least": SHORTEST_REASON},
            next_step=_("Write what it is for."),
        )
