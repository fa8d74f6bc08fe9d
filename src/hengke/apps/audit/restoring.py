"""A database that was put back on purpose: declared once, signed, visible for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit import head_lines, heads
from hengke.apps.audit.canonical import START
from hengke.apps.audit.head_lines import Ends, HeadLine
from hengke.apps.audit.models import Head, Link, Seal
from hengke.apps.audit.writing import record
from hengke.kernel.errors import Broken, Refused
from hengke.pipelines.home import Home


def declare(home: Home, *, reason: str, now: datetime) -> HeadLine:
    """Heads that only the files have come back into the database; a head after them says why.

    That head ends where the chains of before and after part: where the restored ones end, or, where
    people have worked on since, at the last row that those heads know as it is. What they knew
    beyond is overtaken, what they knew below still has to agree.
    """
    if not reason.strip():
        raise Refused(_("A restore is declared with a reason."), next_step=_("Give --reason."))
    with transaction.atomic():
        back = _take_back(home)
    _catch_up(home)
    made = heads.seal(home, now=now, restored=reason, at=_parting(back))
    if made is None:
        raise Broken("a declared restore always makes a head")
    record("audit.restored", by=None, reason=reason, heads=len(back))
    return made


def _take_back(home: Home) -> list[HeadLine]:
    """Heads that only a file has become rows again: of the copy that knows most, which after a
    restore is the second place. Refused where the database has signed others since."""
    known = Head.objects.order_by("-number").first()
    number = known.number if known else 0
    copies = [list(head_lines.lines_of(path)) for path in heads.places(home)]
    longest = max(copies, key=len)
    if known and len(longest) >= number and longest[number - 1] != known.line:
        raise Refused(
            _("The database has signed heads of its own since it was put back."),
            next_step=_("Put it back once more and declare that before the workbench is served."),
        )
    back = [head_lines.read(line) for line in longest[number:]]
    for head, line in zip(back, longest[number:], strict=True):
        Head(number=head.number, at=datetime.fromisoformat(head.at), line=line).save()
    return back


def _parting(back: Sequence[HeadLine]) -> Ends:
    """The last row of each chain that everything which came back knows as it is."""
    here = heads.ends()
    changes = _last_common(
        [(one.changes, one.changes_hash) for one in back], here.changes, _hash_of_change
    )
    seals = _last_common([(one.seals, one.seals_hash) for one in back], here.seals, _hash_of_seal)
    return Ends(changes, _hash_of_change(changes), seals, _hash_of_seal(seals))


def _last_common(said: Sequence[tuple[int, str]], end: int, hash_at: Callable[[int], str]) -> int:
    others = [length for length, own in said if length > end or hash_at(length) != own]
    return min([end, *(length - 1 for length in others)])


def _hash_of_change(number: int) -> str:
    return Link.objects.get(number=number).hash if number else START


def _hash_of_seal(number: int) -> str:
    return Seal.objects.get(number=number).hash if number else START


def _catch_up(home: Home) -> None:
    """A home that was restored has the heads of its backup; those after it are put in again, which
    otherwise would look like a file that was cut."""
    home.audit.mkdir(exist_ok=True, mode=0o700)
    heads.append_missing(heads.places(home)[0])
