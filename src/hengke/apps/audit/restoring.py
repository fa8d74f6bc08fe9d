"""A database that was put back on purpose: declared once, signed, visible for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit import head_lines, heads
from hengke.apps.audit.head_lines import HeadLine
from hengke.apps.audit.models import Head
from hengke.apps.audit.writing import record
from hengke.kernel.errors import Broken, Refused
from hengke.pipelines.home import Home


def declare(home: Home, *, reason: str, now: datetime) -> HeadLine:
    """Heads that only the file has come back into the database; a head after them says why."""
    if not reason.strip():
        raise Refused(_("A restore is declared with a reason."), next_step=_("Give --reason."))
    with transaction.atomic():
        record("audit.restored", by=None, reason=reason, heads=_take_back(home))
    made = heads.seal(home, now=now, restored=reason)
    if made is None:
        raise Broken("a declared restore always makes a head")
    return made


def _take_back(home: Home) -> int:
    known = Head.objects.order_by("-number").first()
    number = known.number if known else 0
    lines = list(head_lines.lines_of(heads.places(home)[0]))[number:]
    for line in lines:
        head = head_lines.read(line)
        Head(number=head.number, at=datetime.fromisoformat(head.at), line=line).save()
    return len(lines)
