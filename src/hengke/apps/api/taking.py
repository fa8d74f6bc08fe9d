"""Customers told to a program page by page: written down, and for who takes no files only so many.

A book that is read in pages of two hundred leaves the house as a file does. Whoever may take files
is watched (`[listed]` of the audit policy raises a finding); whoever may not, or whose token does
not carry that right, is told of `in_day` different customers a day and then refused. Reads are
written every two seconds, so that a quick program may get a few pages more.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hengke.apps.api.problems import Trouble
from hengke.apps.audit import api as audit
from hengke.apps.identity import api as identity
from hengke.kernel import clock

FILES = "customers.export"


def told(request: HttpRequest, numbers: Sequence[str]) -> None:
    """Called before a list is answered; refuses it, or writes down whom it tells of."""
    now = clock.now()
    if not identity.may(request.user, FILES):
        most = audit.policy(now).listed.in_day
        if audit.told_today(request.user, now) >= most:
            raise Trouble(
                403,
                _("A program was told of %(most)d customers today, and you may not take files.")
                % {"most": most},
                next_step=_("Go on tomorrow, or with a token that carries customers.export."),
            )
    audit.seen(request.user, numbers, page=audit.LISTED)
