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
    """Heads that only the files have come back into the database; a head after them says why.

    That head ends where the restored chain ends, before the row of this declaration: what later
    heads knew beyond is overtaken, what they knew below still has to agree.
    """
    if not reason.strip():
        raise Refused(_("A restore is declared with a reason."), next_step=_("Give --reason."))
    with transaction.atomic():
        lines = _take_back(home)
    _catch_up(home)
    made = heads.seal(home, now=now, restored=reason)
    if made is None:
        raise Broken("a declared restore always makes a head")
    record("audit.restored", by=None, reason=reason, heads=lines)
    return made


def _take_back(home: Home) -> int:
    """Heads that only a file has become rows again: of the copy that knows most, which after a
    restore is the second place. How many there were."""
    known = Head.objects.order_by("-number").first()
    number = known.number if known else 0
    copies = [list(head_lines.lines_of(path)) for path in heads.places(home)]
    lines = max(copies, key=len)[number:]
    for line in lines:
        head = head_lines.read(line)
        Head(number=head.number, at=datetime.fromisoformat(head.at), line=line).save()
    return len(lines)


def _catch_up(home: Home) -> None:
    """A home that was restored has the heads of its backup; those after it are put in again, which
    otherwise would look like a file that was cut."""
    home.audit.mkdir(exist_ok=True, mode=0o700)
    heads.append_missing(heads.places(home)[0])
