"""`hengke audit verify`: changes, reads and heads, each by itself and against the others; and the
log-ins against the changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.db import connection

from hengke.apps.audit import (
    expected,
    headless,
    heads,
    verify_changes,
    verify_heads,
    verify_people,
    verify_reads,
    witness,
)
from hengke.apps.audit.head_lines import HeadLine
from hengke.apps.audit.verdict import CHANGES, HEADS, PEOPLE, READS, Verdict, fault
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home
from hengke.policies import operations

ONE_HAND = sentence(
    "There is no second place for heads (HENGKE_AUDIT_HEADS) and no copy was given (--heads): "
    "whoever rules database and home can cut the log everywhere it is known."
)
FIRST = {CHANGES: 0, READS: 1, HEADS: 2, PEOPLE: 3}
"""A row that is wrong is told before the head that proves it."""


def verify(
    home: Home,
    *,
    keys: Mapping[str, str],
    now: datetime,
    other: Path | None = None,
) -> Verdict:
    """`keys`: public keys by name. `other`: one more copy of the heads, from another machine."""
    verdict = Verdict()
    if missing := _missing_tables():
        for table in missing:
            verdict.faults.append(
                fault(CHANGES, 0, "The table {table} is missing from the database.", table=table)
            )
        return verdict
    last = witness.said(home)  # before the copies, which may grow meanwhile
    files = [*heads.places(home), *([other] if other else [])]
    best, count = verify_heads.check(files, keys, verdict)
    witness.check(home, last, best, count, keys, verdict)
    if not verdict.heads and not verdict.faults:
        headless.check(verdict, now=now, longest=_longest(home, now))
    if len(files) == 1:
        verdict.notes.append(ONE_HAND)

    def lines() -> Iterable[HeadLine]:
        return verify_heads.believed(best, count)

    verify_changes.check(expected.of_changes(lines), verdict)
    verify_reads.check(expected.of_reads(lines), verdict, now=now)
    verify_people.check(verdict)
    verdict.faults.sort(key=lambda one: FIRST[one.where])
    return verdict


def _missing_tables() -> list[str]:
    """Tables of the log that somebody dropped: without one of them nothing can be recomputed."""
    wanted = {model._meta.db_table for model in apps.get_app_config("audit").get_models()}
    return sorted(wanted - set(connection.introspection.table_names()))


def _longest(home: Home, now: datetime) -> timedelta:
    """A log that is due for a verification has been sealed."""
    return operations.load(on=now.date(), own=home.policies / "operations").head_age
