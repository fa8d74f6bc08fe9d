"""Changes of the customer record. Each is one transaction with one audit row, which names fields
and never values."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers import correction_approval, entered, preferences, record_fields
from hengke.apps.customers import record_values as values
from hengke.apps.customers.record_fields import CORE
from hengke.apps.customers.record_models import Correction, Observation, Record, Source
from hengke.apps.customers.record_reading import Heard, Line, Subject
from hengke.apps.identity import api as identity
from hengke.kernel import clock
from hengke.kernel.errors import Refused

LEAST_REASON, MOST_REASON = 4, 500


class Overtaken(Refused):
    """Somebody else saved the same record meanwhile."""


@transaction.atomic
def open_record(kind: str, *, by: Any, now: datetime) -> Record:
    """A customer whom the core system does not know yet; it belongs to who opens it."""
    identity.check(by, "customers.create")
    if kind not in (record_fields.PERSON, record_fields.INSTITUTION):
        raise Refused(_("There is no such kind of customer."))
    number = f"NEW{secrets.randbelow(10**9):09}"
    made = Record.objects.create(
        customer_id=number, kind=kind, branch_id=by.branch_id, manager_id=by.org_id,
        opened_here=True, changed_at=now, changed_by=by,
    )  # fmt: skip
    record("customers.record_opened", by=by, target=number, kind=kind)
    return made


@transaction.atomic
def save(
    of: Subject,
    changes: Mapping[str, str],
    *,
    source: str,
    collected_on: date,
    version: int,
    by: Any,
    now: datetime,
    reason: str = "",
) -> Record:
    """Keep changed values as new observations of one source; an empty one ends that source's.

    `version` is what the person had before the eyes; who was overtaken is refused, nothing is
    written. A field that the core system owns is refused as long as the core knows the customer.
    """
    identity.check(by, "customers.edit")
    _check_source(source, collected_on, now)
    kept = _locked(of, by=by, now=now)
    if kept.version != version:
        raise Overtaken(
            _("%(name)s has changed this record meanwhile.") % {"name": kept.changed_by.name},
            next_step=_("Your entries are still here: compare, and save again."),
        )
    for name in changes:
        _check_ours(of, name)
    for name, text in changes.items():
        _observe(of.number, name, text, source, collected_on, by=by, now=now, reason=reason)
    preferences.keep(of.number, changes)
    kept.version, kept.changed_at, kept.changed_by = version + 1, now, by
    kept.save(update_fields=["version", "changed_at", "changed_by"])
    record(
        "customers.record_changed", by=by, target=of.number, reason=reason,
        fields=sorted(changes), source=source,
    )  # fmt: skip
    return kept


@transaction.atomic
def settle(of: Subject, line: Line, *, keep: str, reason: str, by: Any, now: datetime) -> int:
    """Decide a conflict: the source that is right stays, the others' values end today.

    What the core system delivers cannot be ended here; that it was decided against is kept, and
    holds until it delivers something else.
    """
    identity.check(by, "customers.edit")
    _check_reason(reason)
    kept = _locked(of, by=by, now=now)
    winner = next((one for one in line.heard if one.source == keep), None)
    if winner is None:
        raise Refused(_("This source has no value any more."), next_step=_("Load the page again."))
    losers = [one.row for one in line.heard if one.row and not values.same(one.text, winner.text)]
    for row in losers:
        _end(row, on=clock.day(now), by=by, now=now, reason=reason)
    _decide_against_core(line, winner, reason)
    preferences.keep(of.number, [line.field.name])
    kept.version, kept.changed_at, kept.changed_by = kept.version + 1, now, by
    kept.save(update_fields=["version", "changed_at", "changed_by"])
    record(
        "customers.conflict_settled", by=by, target=of.number, reason=reason,
        field=line.field.name, kept=keep,
    )  # fmt: skip
    return len(losers)


@transaction.atomic
def ask_correction(
    of: Subject, field: record_fields.Field, text: str, *, reason: str, by: Any, now: datetime
) -> Correction:
    """Ask a second person to pass a correction on to whoever keeps the core system; one request per
    field waits. The audit row is that of the request."""
    identity.check(by, "customers.correct")
    _check_reason(reason)
    if field.owner != CORE or of.core is None:
        raise Refused(_("This field is kept here."), next_step=_("Change it in the record."))
    if not text or values.same(text, values.plain(getattr(of.core, field.name, None))):
        raise Refused(_("That is what the core system says already."))
    _check_not_asked(of, field, text)
    made = Correction.objects.create(
        customer_id=of.number, field=field.name, value=values.seal(text), reason=reason.strip(),
        asked_at=now, asked_by=by,
    )  # fmt: skip
    correction_approval.ask(made, now=now)
    return made


def _check_not_asked(of: Subject, field: record_fields.Field, text: str) -> None:
    """The same value is neither waiting nor passed on already."""
    rows = list(Correction.objects.filter(customer_id=of.number, field=field.name))
    requests = correction_approval.requests_of(rows)
    under_way = (correction_approval.WAITING, correction_approval.PASSED_ON)
    for row in rows:
        going_on = correction_approval.standing(requests.get(row.pk)) in under_way
        if going_on and values.same(values.unseal(row.value), text):
            raise Refused(_("The same correction is already asked for."))


def _locked(of: Subject, *, by: Any, now: datetime) -> Record:
    """The row that two people who save at once meet at."""
    made, _new = Record.objects.get_or_create(
        pk=of.number,
        defaults={
            "kind": of.kind, "branch_id": of.branch_id, "manager_id": of.manager_id,
            "changed_at": now, "changed_by": by,
        },
    )  # fmt: skip
    return (
        Record.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=made.pk)
    )


def _observe(
    number: str,
    field: str,
    text: str,
    source: str,
    collected_on: date,
    *,
    by: Any,
    now: datetime,
    reason: str,
) -> None:
    """Put a value into the line of its source: it ends the one before, and ends itself where a
    later one is known already. An empty text says that the source has none from this day on."""
    chain = Observation.objects.filter(customer_id=number, field=field, source=source)
    counting = chain.filter(Q(ended_on=None) | Q(ended_on__gt=F("collected_on")))
    later = counting.filter(collected_on__gt=collected_on).order_by("collected_on", "id").first()
    reaching = counting.filter(collected_on__lte=collected_on).filter(
        Q(ended_on=None) | Q(ended_on__gt=collected_on)
    )
    for before in reaching:
        _end(before, on=collected_on, by=by, now=now, reason=reason)
    ending = {"ended_on": later.collected_on, "ended_at": now, "ended_by": by} if later else {}
    Observation.objects.create(
        customer_id=number, field=field, value=values.seal(text) if text else "", source=source,
        value_key=entered.key_of(field, text),
        collected_on=collected_on, recorded_at=now, recorded_by=by, reason=reason, **ending,
    )  # fmt: skip


def _end(row: Observation, *, on: date, by: Any, now: datetime, reason: str) -> None:
    row.ended_on, row.ended_at, row.ended_by = max(on, row.collected_on), now, by
    row.ended_reason = reason
    row.save(update_fields=["ended_on", "ended_at", "ended_by", "ended_reason"])


def _decide_against_core(line: Line, winner: Heard, reason: str) -> None:
    told = next((one for one in line.heard if one.row is None), None)
    if winner.row is None or told is None or values.same(told.text, winner.text):
        return
    winner.row.settled_against = values.seal(told.text)
    winner.row.settled_reason = reason.strip()
    winner.row.save(update_fields=["settled_against", "settled_reason"])


def _check_ours(of: Subject, name: str) -> None:
    field = record_fields.named(name, of.kind)
    if field is None:
        raise Refused(_("The record has no such field."))
    if field.owner == CORE and of.core is not None:
        raise Refused(
            _("The core system owns the field “%(field)s”.") % {"field": field.label},
            next_step=_("Ask for a correction on the field's page."),
        )


def _check_source(source: str, collected_on: date, now: datetime) -> None:
    if source not in Source.values:
        raise Refused(_("Say where the values come from."))
    if collected_on > clock.day(now):
        raise Refused(_("The day of collecting lies in the future."))


def _check_reason(reason: str) -> None:
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise Refused(
            _("Say why, in %(least)d to %(most)d characters.")
            % {"least": LEAST_REASON, "most": MOST_REASON}
        )
