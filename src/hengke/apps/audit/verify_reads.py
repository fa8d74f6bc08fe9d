"""The seals of the reads, one after the other, each with the rows that it sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hengke.apps.audit import canonical, sealing
from hengke.apps.audit.expected import Expected, Mark
from hengke.apps.audit.models import Entry, Expiry, Read, Seal
from hengke.apps.audit.sealing import Content
from hengke.apps.audit.verdict import READS, Fault, Verdict, fault
from hengke.kernel.sentences import sentence

LEAST_KEPT = timedelta(days=180)
"""Six months (CSL 21): whatever a policy says, younger reads are never removed."""
SEALED_WITHIN = timedelta(minutes=10)


def check(marks: Iterator[Mark], verdict: Verdict, *, now: datetime) -> None:
    """At the first fault the walk ends."""
    expected = Expected(marks)
    expired = Expiry.objects.order_by("-seal").first()
    up_to = expired.seal if expired else 0
    number, previous, last_id = 0, canonical.START, 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=2_000):
        found = _fault(seal, number, previous, last_id) or _rewritten(expected, seal)
        if not found and seal.number > up_to:
            found = _contents(seal)
            verdict.reads += seal.rows
        if found:
            verdict.faults.append(found)
            return
        number, previous, last_id = seal.number, seal.hash, seal.last_id
    if found := _missing(expected, number) or _put_in() or _undeclared(expired):
        verdict.faults.append(found)
    _note_waiting(last_id, verdict, now=now)


def _fault(seal: Seal, number: int, previous: str, last_id: int) -> Fault | None:
    if seal.number != number + 1:
        return fault(
            READS, last_id + 1, "Seals {number} to {last} of the reads are missing.",
            number=number + 1, last=seal.number - 1,
        )  # fmt: skip
    if sealing.own_hash(seal) != seal.hash:
        return fault(
            READS, seal.first_id, "Seal {number} of the reads was edited.", number=seal.number
        )
    if seal.previous != previous or seal.first_id != last_id + 1:
        return fault(
            READS, seal.first_id, "Seal {number} of the reads does not follow the one before it.",
            number=seal.number,
        )  # fmt: skip
    return None


def _rewritten(expected: Expected, seal: Seal) -> Fault | None:
    if not (mark := expected.contradicted(seal.number, seal.hash)):
        return None
    return fault(
        READS, seal.first_id, "Seal {number} of the reads is not the one that head {head} of {at} "
        "signed: reads were rewritten together with their seals.",
        number=seal.number, head=mark.head.number, at=mark.head.at,
    )  # fmt: skip


def _contents(seal: Seal) -> Fault | None:
    there = Content().of(sealing.rows_of(seal.first_id, seal.last_id))
    if (there.rows, there.hash) == (seal.rows, seal.content):
        return None
    parts = {"number": seal.number, "at": canonical.instant(seal.at), "last": seal.last_id}
    if there.rows != seal.rows:
        return fault(
            READS, seal.first_id, "Seal {number} of {at} holds {sealed} reads (ids {place} to "
            "{last}), and {there} are there: reads were removed or put in.",
            sealed=seal.rows, there=there.rows, **parts,
        )  # fmt: skip
    return fault(
        READS, seal.first_id, "A read of seal {number} of {at} (ids {place} to {last}) was edited.",
        **parts,
    )  # fmt: skip


def _missing(expected: Expected, number: int) -> Fault | None:
    if not (found := expected.beyond()):
        return None
    first, last = found
    return fault(
        READS, number + 1, "The reads end with seal {end}, and head {head} of {at} knows {seals}: "
        "seals were cut off, or the database was restored from before {first}.",
        end=number, head=last.head.number, at=last.head.at, seals=last.length, first=first.head.at,
    )  # fmt: skip


def _put_in() -> Fault | None:
    """Ids begin at 1."""
    row = Read.objects.filter(pk__lt=1).order_by("pk").first()
    return fault(READS, row.pk, "The read with id {place} was put in.") if row else None


def _undeclared(expired: Expiry | None) -> Fault | None:
    """That old reads went is an entry of the chain of changes, and they were old enough."""
    if expired is None:
        return None
    entry = Entry.objects.filter(action="audit.reads_expired", target=str(expired.seal)).first()
    seal = Seal.objects.filter(pk=expired.seal).first()
    if entry and seal and seal.latest <= entry.at - LEAST_KEPT:
        return None
    return fault(
        READS, 1, "Reads up to id {last} were declared expired past the audit log, or before six "
        "months had gone.", last=expired.last_id,
    )  # fmt: skip


def _note_waiting(last_id: int, verdict: Verdict, *, now: datetime) -> None:
    first = Read.objects.filter(pk__gt=last_id).order_by("pk").first()
    if first and first.at < now - SEALED_WITHIN:
        verdict.notes.append(
            sentence(
                "Reads since {at} are not sealed: neither `hengke serve` nor `hengke audit seal` "
                "ran.", at=canonical.instant(first.at),
            )
        )  # fmt: skip
