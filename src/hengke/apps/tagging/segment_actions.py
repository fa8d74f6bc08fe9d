"""Segments: saved, changed, ended; audiences frozen. Each is one transaction with one audit row.

The worker is asked before the transaction begins: it may take its time, and nobody waits behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.privacy import api as privacy
from hengke.apps.tagging import asking, permissions, policy, queries
from hengke.apps.tagging.models import Audience, AudienceMember, Segment, SegmentVersion
from hengke.kernel.errors import Refused

AT_ONCE = 5_000


@dataclass(frozen=True)
class Frozen:
    """Who was in a segment under one run."""

    numbers: list[str]
    as_of: date
    known_at: str
    run_id: str


def checked(expression: str, *, name: str) -> str:
    """The text when it is a rule; else refused with the place in it. A circle of segments is one of
    the things that are wrong."""
    found = asking.examined(expression, name=name)
    if not found["valid"]:
        problem = found["problem"]
        raise Refused(
            "{problem}\n{marked}",
            next_step=problem["next_step"],
            problem=problem["message"],
            marked=problem["marked"],
        )
    return expression.strip()


@transaction.atomic
def save(name: str, title: str, expression: str, *, by: Any, now: datetime) -> Segment:
    """A new segment; `expression` was checked."""
    permissions.check_can_build(by)
    policy.check_name(name)
    policy.check_title(title)
    if Segment.objects.filter(name=name).exists():
        raise Refused(
            _("There is, or was, a segment of this name."), next_step=_("Choose another name.")
        )
    made = Segment.objects.create(
        name=name, title=title.strip(), expression=expression, owner=by, changed_at=now
    )
    _keep_version(made, by=by, now=now)
    record("tagging.segment_saved", by=by, target=name, version=1)
    return made


@transaction.atomic
def change(
    segment: Segment, *, title: str, expression: str, version: int, by: Any, now: datetime
) -> Segment:
    """The next version; refused where somebody else wrote one since `version` was read. The same
    text again changes nothing."""
    permissions.check_can_build(by)
    policy.check_title(title)
    locked = Segment.objects.select_for_update().get(pk=segment.pk)
    if locked.version != version or locked.ended_at is not None:
        raise Refused(
            _("Somebody has changed this segment meanwhile."),
            next_step=_("Load it again; what you typed is still in this window."),
        )
    if (locked.title, locked.expression) == (title.strip(), expression):
        return locked
    locked.title, locked.expression = title.strip(), expression
    locked.version, locked.changed_at = version + 1, now
    locked.save(update_fields=["title", "expression", "version", "changed_at"])
    _keep_version(locked, by=by, now=now)
    record("tagging.segment_changed", by=by, target=locked.name, version=locked.version)
    return locked


@transaction.atomic
def end(segment: Segment, *, by: Any, now: datetime) -> None:
    """It stands in no list any more, and no rule may name it; audiences stay."""
    permissions.check_can_build(by)
    locked = Segment.objects.select_for_update().get(pk=segment.pk)
    users = [
        one.title
        for one in queries.segments().exclude(pk=locked.pk)
        if f"'{locked.name}'" in one.expression
    ]
    if users:
        raise Refused(
            _("Other segments name this one: %(titles)s.") % {"titles": ", ".join(users)},
            next_step=_("Take it out of their rules first."),
        )
    if locked.ended_at is None:
        locked.ended_at = now
        locked.save(update_fields=["ended_at"])
        record("tagging.segment_ended", by=by, target=locked.name)


def membership(segment: Segment, by: Any) -> Frozen:
    """Everybody in the segment whom the person may see, asked of the worker; nobody whose
    processing is restricted, even where the person handles such customers."""
    found = asking.members(segment.expression, by, action=permissions.BUILD)
    as_of = date.fromisoformat(found["as_of"])
    restricted = privacy.outside_ranking()[1]
    numbers = [one for one in found["customers"] if one not in restricted]
    return Frozen(numbers, as_of, found["known_at"], found["run_id"])


@transaction.atomic
def freeze(segment: Segment, found: Frozen, *, purpose: str, by: Any, now: datetime) -> Audience:
    """The members of this run, written once. An audience of nobody is refused."""
    permissions.check_can_build(by)
    policy.check_purpose(purpose)
    if not found.numbers:
        raise Refused(
            _("Nobody is in this segment."), next_step=_("Change its rule, or wait for a run.")
        )
    audience = Audience.objects.create(
        segment=segment, version=segment.version, expression=segment.expression,
        purpose=purpose.strip(), as_of=found.as_of, known_at=found.known_at, run_id=found.run_id,
        customers=len(found.numbers), frozen_by=by, frozen_at=now,
    )  # fmt: skip
    members = (AudienceMember(audience=audience, customer_id=one) for one in found.numbers)
    AudienceMember.objects.bulk_create(members, batch_size=AT_ONCE)
    record(
        "tagging.audience_frozen", by=by, target=segment.name, audience=audience.pk,
        customers=audience.customers, run=found.run_id,
    )  # fmt: skip
    return audience


def _keep_version(segment: Segment, *, by: Any, now: datetime) -> None:
    SegmentVersion.objects.create(
        segment=segment, version=segment.version, title=segment.title,
        expression=segment.expression, written_by=by, written_at=now,
    )  # fmt: skip
