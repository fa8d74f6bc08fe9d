"""Heads leave the database: signed, line by line, into HOME/audit and a second place.

`HENGKE_AUDIT_HEADS` names a folder on another machine: whoever rules the database and the home
does not rule that. The last head is also noted beside the keys (witness.py). A head is first a row
of the database and then a line of the files; a process that ends in between leaves the line to the
next sealing.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from filelock import FileLock

from hengke.apps.audit import chain, guard, head_lines, locks, sealing, witness
from hengke.apps.audit.canonical import START
from hengke.apps.audit.head_lines import Ends, HeadLine
from hengke.apps.audit.models import Head, Seal
from hengke.apps.audit.signing import Signer
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home

log = logging.getLogger("hengke.audit")
VARIABLE = "HENGKE_AUDIT_HEADS"
SIGN_OF_LIFE = timedelta(hours=1)
"""Where nothing happens, a head an hour says so."""


def places(home: Home) -> list[Path]:
    """The home's file first; then the second one, where there is one."""
    second = os.environ.get(VARIABLE)
    folders = [home.audit, *([Path(second)] if second else [])]
    return [folder / head_lines.FILE for folder in folders]


def seal(
    home: Home, *, now: datetime, restored: str = "", at: Ends | None = None
) -> HeadLine | None:
    """Seal the reads, sign a head, write it out. None where nothing has changed since the last.

    A head that declares a restore says where the restored chains ended (`at`). Refused where a file
    knows heads that the database has not and nothing was declared: a head of its own would make
    two histories of one.
    """
    home.audit.mkdir(exist_ok=True, mode=0o700)
    with FileLock(home.audit / ".lock"), locks.around(connection, locks.READS):
        sealing.seal_reads(now=now)
        if not restored:
            _check_not_put_back(home)
        head = _signed(home, now=now, restored=guard.reason(restored), at=at)
        _write_out(home)
        witness.note(home, restored=bool(restored))
    return head


def _check_not_put_back(home: Home) -> None:
    """A database that has no head at all is a new one, and goes on from the file."""
    known = Head.objects.order_by("-number").first()
    for path in places(home):
        try:
            number = last_number(path)
        except OSError:  # the second place may be away
            continue
        if known is not None and number > known.number:
            raise Refused(
                sentence(
                    "{file} knows head {last}, the database ends at head {number}: it was put back "
                    "to an earlier state. No head is signed until that is declared.",
                    file=path, last=number, number=known.number,
                ),
                next_step=sentence('If it was meant: hengke audit restored --reason "…"; if not, '
                                   "hengke audit verify says what is gone."),
            )  # fmt: skip


def ends() -> Ends:
    number, own = chain.last(connection)
    last = Seal.objects.order_by("-number").first()
    return Ends(number, own, last.number if last else 0, last.hash if last else START)


@transaction.atomic
def _signed(home: Home, *, now: datetime, restored: str, at: Ends | None) -> HeadLine | None:
    before = Head.objects.order_by("-number").first()
    here = at or ends()
    line = before.line if before else _left_by_another_database(home)
    if line and not restored and _says(line, here) and before and now - before.at < SIGN_OF_LIFE:
        return None
    head = head_lines.made(here, line, now=now, signer=Signer(home, now=now), restored=restored)
    Head(number=head.number, at=now, line=head.written()).save()
    return head


def _left_by_another_database(home: Home) -> str:
    """A new database beside an old file of heads goes on from it, so that the gap shows."""
    return head_lines.last_of(head_lines.lines_of(places(home)[0]))


def _says(line: str, here: Ends) -> bool:
    there = head_lines.read(line)
    return (there.changes, there.seals) == (here.changes, here.seals)


def _write_out(home: Home) -> None:
    """The home's file lacks at most the line of a process that ended; the second place may have
    been away for long. A file that lacks more than that was cut, and stays so for `verify`."""
    first, *others = places(home)
    append_missing(first, at_most=2)
    for path in others:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            append_missing(path)
        except OSError as error:
            log.warning("heads cannot be written to the second place: %s", type(error).__name__)


def append_missing(path: Path, *, at_most: int | None = None) -> None:
    """Heads of the database after the file's last, all or the last `at_most` of them."""
    number = last_number(path)
    missing = list(_lines_after(number))
    if at_most is not None:
        missing = missing[-at_most:]
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for line in missing:
            file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def last_number(path: Path) -> int:
    """Of the last line that is a head; the file's last 4 KiB hold several."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        tail = file.read().decode("utf-8", "replace").split("\n")
    for line in reversed(tail):
        try:
            return head_lines.read(line).number
        except ValueError:
            continue
    return 0


def _lines_after(number: int) -> Iterator[str]:
    rows = Head.objects.filter(number__gt=number).order_by("number")
    return rows.values_list("line", flat=True).iterator()
