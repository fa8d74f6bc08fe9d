"""The needs policy of the day, and the states of a need: what may follow what."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.needs.models import Need, Status
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.needs import NeedClass, NeedsPolicy, load
from hengke.policies.needs.scheme import Question, Questionnaire

MAY_BECOME = {
    Status.OPEN: (Status.UNDER_WAY, Status.MET, Status.DECLINED, Status.MISTAKE),
    Status.UNDER_WAY: (Status.OPEN, Status.MET, Status.DECLINED, Status.MISTAKE),
    Status.MET: (Status.OPEN,),
    Status.DECLINED: (Status.OPEN,),
    Status.MISTAKE: (),
}


def in_force(now: datetime) -> NeedsPolicy:
    return load(on=clock.day(now), own=settings.HENGKE_HOME.needs_policies)


def title(one: NeedClass | Question | Questionnaire) -> str:
    return one.title(get_language() or "zh")


def class_title(code: str, policy: NeedsPolicy) -> str:
    """A class that a later policy gave up is shown by its code."""
    return title(policy.classes[code]) if code in policy.classes else code


def class_title_now(code: str) -> str:
    """The title of a class by the policy of today."""
    return class_title(code, in_force(clock.now()))


def check_class(code: str, policy: NeedsPolicy) -> None:
    if code not in policy.classes:
        raise Refused(
            _("There is no class of needs “%(code)s”.") % {"code": code},
            next_step=_("Choose one of the list."),
        )


def check_can_become(need: Need, status: str) -> None:
    """Refuse a step that somebody else has made impossible in the meantime."""
    if status not in MAY_BECOME[Status(need.status)]:
        raise Refused(
            _("This need cannot become that any more."),
            next_step=_("Load the page again to see where it stands."),
        )


def check_noticed(day: date, *, today: date) -> None:
    if day > today:
        raise Refused(
            _("This cannot have been noticed or said on a day to come."),
            next_step=_("Write the day on which it was."),
        )
