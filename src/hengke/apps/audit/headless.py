"""A log without one head: is it only young, or were the heads removed?"""

from __future__ import annotations

from datetime import datetime, timedelta

from hengke.apps.audit.models import Entry, Link, Seal
from hengke.apps.audit.verdict import HEADS, Verdict, fault
from hengke.kernel.sentences import sentence


def check(verdict: Verdict, *, now: datetime, longest: timedelta) -> None:
    """`longest`: how old a log may become before a head must have been signed."""
    seals = Seal.objects.order_by("-number").first()
    first = Link.objects.order_by("number").first()
    begun = first and Entry.objects.filter(pk=first.entry_id).values_list("at", flat=True).first()
    if seals:
        verdict.faults.append(
            fault(
                HEADS, 1, "Reads were sealed {seals} times, each time with a head, and no head is "
                "left: the heads were removed.", seals=seals.number,
            )
        )  # fmt: skip
    elif begun and now - begun > longest:
        verdict.faults.append(
            fault(
                HEADS, 1, "The log begins on {at} and no head is left: the heads were removed, or "
                "it was never sealed (then: hengke audit seal).", at=begun.isoformat(),
            )
        )  # fmt: skip
    else:
        verdict.notes.append(
            sentence("No head was signed yet: nothing proves where the log ends. hengke audit seal")
        )
