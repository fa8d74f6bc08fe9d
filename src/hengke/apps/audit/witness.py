"""The last head once more, in HOME/keys: a third place that knows how far the log had come.

Whoever cuts the database and the file of heads alike, or removes both, leaves this line behind. It
is replaced by a later head of the same chain only, or by a declared restore. It lies in the home:
against one who rules all of the home, only the second place on another machine helps.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from hengke.apps.audit import head_lines
from hengke.apps.audit.models import Head
from hengke.apps.audit.signing import is_signed
from hengke.apps.audit.verdict import HEADS, Verdict, fault
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home, write_atomically

log = logging.getLogger("hengke.audit")
FILE = "last-head.json"


def place(home: Home) -> Path:
    return home.keys / FILE


def said(home: Home) -> str:
    """Its line; empty where there is none."""
    try:
        return place(home).read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except FileNotFoundError:
        return ""


def note(home: Home, *, restored: bool = False) -> None:
    """Write down the last head. What tells of heads that the database has not stays for `verify`,
    unless that was declared."""
    last = Head.objects.order_by("-number").first()
    before = said(home)
    if last is None or before == last.line:
        return
    if before and not restored and not Head.objects.filter(line=before, number__lt=last.number):
        log.error("the head beside the keys is none of the database's: hengke audit verify")
        return
    home.keys.mkdir(exist_ok=True, mode=0o700)
    write_atomically(place(home), last.line + "\n")


def check(
    home: Home, line: str, best: Path, count: int, keys: Mapping[str, str], verdict: Verdict
) -> None:
    """`line`: what it said before the copies were read, of which `best` has `count` good lines."""
    if not line:
        if count:
            verdict.notes.append(
                sentence("The last head is not noted in {file}; the next sealing does it.",
                         file=place(home))
            )  # fmt: skip
        return
    try:
        head = head_lines.read(line)
        genuine = is_signed(head.signed_text(), head.signature, keys.get(head.key, ""))
    except ValueError:
        genuine = False
    if not genuine:
        verdict.faults.append(
            fault(HEADS, count + 1, "{file} holds no head that a known key signed.",
                  file=place(home))
        )  # fmt: skip
    elif head.number == count + 1:
        verdict.faults.append(
            fault(
                HEADS, count + 1, "{file} knows head {place} of {at}, at {rows} changes; it is "
                "gone: database and file of heads were cut or put back.",
                file=place(home), at=head.at, rows=head.changes,
            )
        )  # fmt: skip
    elif head.number > count:
        verdict.faults.append(
            fault(
                HEADS, count + 1, "{file} knows head {last} of {at}, at {rows} changes; heads "
                "{place} to {last} are gone: database and file of heads were cut or put back.",
                file=place(home), last=head.number, at=head.at, rows=head.changes,
            )
        )  # fmt: skip
    elif line != _line(best, head.number):
        verdict.faults.append(
            fault(
                HEADS, head.number, "Head {place} differs between {file} and {other}: what "
                "follows was written anew.", file=place(home), other=best,
            )
        )  # fmt: skip


def _line(path: Path, number: int) -> str:
    lines = enumerate(head_lines.lines_of(path), start=1)
    return next((line for place, line in lines if place == number), "")
