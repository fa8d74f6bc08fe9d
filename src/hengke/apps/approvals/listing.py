"""Requests as pages draw them: what would change, in words of the app that owns the thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hengke.apps.approvals import kinds, policy, rights
from hengke.apps.approvals.kinds import Described
from hengke.apps.approvals.models import Approval, State, Voice
from hengke.policies.approvals.scheme import COUNT
from hengke.web.composition import Chip

TONES = {
    State.WAITING: "info", State.APPROVED: "info", State.REJECTED: "warn",
    State.WITHDRAWN: "", State.EXPIRED: "warn", State.CARRIED_OUT: "ok", State.FAILED: "crit",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One request. `decidable`: by the reader, now."""

    approval: Approval
    title: Any
    told: Described
    decidable: bool
    counts: bool
    now: datetime

    @property
    def state(self) -> State:
        """A request past its time has expired, also where nobody has written it down yet."""
        one = self.approval
        late = one.state == State.WAITING and one.expires_at <= self.now
        return State.EXPIRED if late else State(one.state)

    @property
    def chip(self) -> Chip:
        return Chip(self.state.label, TONES[self.state])

    @property
    def waits(self) -> bool:
        return self.state == State.WAITING


def rows(found: Sequence[Approval], *, user: Any, now: datetime) -> list[Row]:
    """One query for what may be decided, and those that each kind on the page needs."""
    told = _told(found, user)
    numbers = [one.pk for one in found]
    mine = set(rights.decidable(user, now).filter(pk__in=numbers).values_list("pk", flat=True))
    rules = policy.in_force(now)
    return [
        Row(
            one,
            kinds.title_of(one.kind),
            told.get(one.pk, Described(one.subject_id)),
            one.pk in mine,
            rules.of(one.kind).unit == COUNT,
            now,
        )
        for one in found
    ]


def voices(approval: Approval) -> list[Voice]:
    return list(approval.voices.select_related("by", "of").order_by("pk"))


def _told(found: Sequence[Approval], user: Any) -> dict[int, Described]:
    """Each kind tells all of its own at once."""
    told: dict[int, Described] = {}
    for kind in kinds.registered().values():
        if own := [one for one in found if one.kind == kind.name]:
            told |= kind.describe(own, user)
    return told
