"""Are the heads outside the database whole, signed by us, and the same as those in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from hengke.apps.audit import canonical, head_lines
from hengke.apps.audit.head_lines import HeadLine
from hengke.apps.audit.models import Head
from hengke.apps.audit.signing import is_signed
from hengke.apps.audit.verdict import HEADS, Fault, Verdict, fault
from hengke.kernel.sentences import sentence


def check(files: list[Path], keys: Mapping[str, str], verdict: Verdict) -> tuple[Path, int]:
    """Faults of every copy go into the verdict; returns the copy that reaches furthest, and how
    many of its lines can be trusted."""
    trusted = {path: _chained(path, keys, verdict) for path in files}
    best = max(files, key=lambda path: trusted[path])
    verdict.heads = trusted[best]
    if not verdict.faults:
        _compare(files[0], "the database", _of_database(), verdict)
        for other in files[1:]:
            _compare(files[0], str(other), head_lines.lines_of(other), verdict, may_lag=True)
    return best, trusted[best]


def believed(path: Path, count: int) -> Iterator[HeadLine]:
    """Heads that stand, for comparison with the chains."""
    for number, line in enumerate(head_lines.lines_of(path)):
        if number >= count:
            return
        yield head_lines.read(line)


def _chained(path: Path, keys: Mapping[str, str], verdict: Verdict) -> int:
    """How many lines of the file stand, from its beginning."""
    before, previous, stand = None, canonical.START, 0
    for number, line in enumerate(head_lines.lines_of(path), start=1):
        try:
            head = head_lines.read(line)
        except ValueError:
            verdict.faults.append(
                fault(HEADS, number, "Line {place} of {file} is not a head.", file=path)
            )
            return stand
        if found := _fault(head, before, previous, number, path, keys):
            verdict.faults.append(found)
            return stand
        if before and head.at < before.at:
            verdict.notes.append(
                sentence(
                    "Head {number} is dated {at}, before its predecessor: the clock was set back.",
                    number=number, at=head.at,
                )
            )  # fmt: skip
        before, previous, stand = head, head_lines.hash_of(line), number
    return stand


def _fault(
    head: HeadLine,
    before: HeadLine | None,
    previous: str,
    number: int,
    path: Path,
    keys: Mapping[str, str],
) -> Fault | None:
    """The number, the predecessor, the signature, and no chain that became shorter."""
    if head.number == number + 1:
        return fault(HEADS, number, "Line {place} of {file} is missing.", file=path)
    if head.number > number:
        return fault(
            HEADS, number, "Lines {place} to {last} of {file} are missing.",
            last=head.number - 1, file=path,
        )  # fmt: skip
    if head.key not in keys:
        return fault(
            HEADS, number, "Head {place} in {file} is signed with the key {key}, which the key "
            "ring does not know.", key=head.key, file=path,
        )  # fmt: skip
    if not is_signed(head.signed_text(), head.signature, keys[head.key]):
        return fault(
            HEADS, number, "The signature of head {place} in {file} is wrong: the line was edited "
            "or forged.", file=path,
        )  # fmt: skip
    if head.previous != previous or head.number != number:
        return fault(
            HEADS, number, "Head {place} in {file} does not follow the line before it: lines were "
            "edited, removed or exchanged.", file=path,
        )  # fmt: skip
    shorter = before and (head.changes < before.changes or head.seals < before.seals)
    if shorter and not head.restored:
        return fault(
            HEADS, number, "Head {place} in {file} knows fewer rows than the head before it: the "
            "database was put back to an earlier state between the two.", file=path,
        )  # fmt: skip
    return None


def _of_database() -> Iterator[str]:
    rows = Head.objects.order_by("number").values_list("line", flat=True)
    return rows.iterator(chunk_size=2_000)


def _compare(
    path: Path, name: str, other: Iterator[str], verdict: Verdict, *, may_lag: bool = False
) -> None:
    """The home's file against another copy, line by line."""
    for number, (ours, theirs) in enumerate(zip_longest(head_lines.lines_of(path), other), start=1):
        if ours == theirs:
            continue
        if ours is None:
            verdict.faults.append(
                fault(HEADS, number, "{file} ends before head {place}, which {other} has: the "
                      "file was cut.", file=path, other=name)
            )  # fmt: skip
        elif theirs is None and may_lag:
            verdict.notes.append(
                sentence("{other} has no heads from {number} on; the next sealing brings them.",
                         other=name, number=number)
            )  # fmt: skip
        elif theirs is None:
            verdict.faults.append(
                fault(HEADS, number, "Head {place} of {at} is in {file} and not in the database: "
                      "the database was restored from before it.",
                      at=head_lines.read(ours).at, file=path)
            )  # fmt: skip
        else:
            verdict.faults.append(
                fault(HEADS, number, "Head {place} differs between {file} and {other}.",
                      file=path, other=name)
            )  # fmt: skip
        return
