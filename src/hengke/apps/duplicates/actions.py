"""Keeping what was found, and saying that two are not the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.approvals import api as approvals
from hengke.apps.audit.api import record
from hengke.apps.duplicates import comparing, finding, queries
from hengke.apps.duplicates.models import Pair, State, Turn
from hengke.kernel.errors import Refused

MERGE = "customers.merge"
LEAST_REASON, MOST_REASON = 4, 500
AT_ONCE = 500
Two = tuple[str, str]


@dataclass(frozen=True)
class Kept:
    """What a search did to the list: pairs that are new, that were found again, and that no longer
    look alike and went."""

    made: int
    again: int
    gone: int


def look_by_identifiers(now: datetime) -> Kept:
    """Search the book by what two customers share; quick enough to follow every run."""
    rule = comparing.rule(now)
    return keep(finding.exact(rule), None, policy=rule.version, now=now)


@transaction.atomic
def keep(
    exact: Mapping[Two, list[str]],
    scores: Mapping[Two, float] | None,
    *,
    policy: str,
    now: datetime,
) -> Kept:
    """The pairs of one search. Decided ones stay as they were decided; who was found not to be the
    same is not offered again. `scores` is None where likeness was not asked for: what an earlier
    search said of it stays then."""
    known = {(pair.left_id, pair.right_id): pair for pair in Pair.objects.all()}
    made: list[Pair] = []
    again: list[Pair] = []
    for pair, same, differ in finding.agreement({*exact, *(scores or ())}):
        row = known.get(pair) or Pair(left_id=pair[0], right_id=pair[1])
        if row.pk and row.state in (State.DIFFERENT, State.MERGED):
            continue
        if scores is not None:
            row.score_ppm = _ppm(scores.get(pair))
        row.exact, row.same, row.differ = exact.get(pair, []), same, differ
        row.policy, row.found_at = policy, now
        (again if row.pk else made).append(row)
    Pair.objects.bulk_create(made, batch_size=AT_ONCE)
    fields = ["score_ppm", "exact", "same", "differ", "policy", "found_at"]
    Pair.objects.bulk_update(again, fields, batch_size=AT_ONCE)
    gone = _forget({*exact, *(scores or ())}, known, scored=scores is not None)
    record("duplicates.found", by=None, made=len(made), again=len(again), gone=gone)
    return Kept(len(made), len(again), gone)


@transaction.atomic
def say_different(pair: Pair, *, reason: str, by: Any, now: datetime) -> Pair:
    """These two are two customers. The words are kept sealed; the audit row has the numbers."""
    found = queries.visible_to(by, "duplicates.decide").filter(pk=pair.pk)
    locked = found.select_for_update().first()
    if locked is None or not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise Refused(
            _("Say why, in %(least)d to %(most)d characters.")
            % {"least": LEAST_REASON, "most": MOST_REASON}
        )
    _check_open(locked)
    locked.state, locked.reason = State.DIFFERENT, reason.strip()
    locked.decided_by, locked.decided_at = by, now
    locked.save()
    record(
        "duplicates.different", by=by, target=locked.left_id, other=locked.right_id, pair=locked.pk
    )
    return locked


def take_turn(now: datetime) -> None:
    """First of all that a merge and its end do: nobody else does either until the commit.

    A transaction that began before that commit does not see what it brought, and PostgreSQL breaks
    it off here, also where the row is new; web/clashes.py asks again (ADR 0032).
    """
    Turn.objects.bulk_create(
        [Turn(id=1, taken_at=now)], update_conflicts=True, update_fields=["taken_at"],
        unique_fields=["id"],
    )  # fmt: skip


def asked(pair: Pair) -> Any:
    """The request to merge these two that waits for a second person, if there is one."""
    rows = approvals.Approval.objects.filter(kind=MERGE, state=approvals.State.WAITING)
    return rows.filter(slot=f"pair:{pair.pk}").first()


def _check_open(pair: Pair) -> None:
    if pair.state not in (State.WAITING, State.UNDONE):
        raise Refused(_("This pair was decided already."), next_step=_("Load the page again."))
    if asked(pair):
        raise Refused(
            _("A merge of these two waits for a second person."),
            next_step=_("Have it decided first, or take it back."),
        )


def _ppm(score: float | None) -> int | None:
    return None if score is None else round(score * 1_000_000)


def _forget(found: set[Two], known: Mapping[Two, Pair], *, scored: bool) -> int:
    """Pairs that nobody decided and that no longer look alike."""
    left = [row for pair, row in known.items() if pair not in found and row.state == State.WAITING]
    gone = [row.pk for row in left if (scored or row.score_ppm is None) and not asked(row)]
    for some in _parts(gone):
        Pair.objects.filter(pk__in=some).delete()
    return len(gone)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
