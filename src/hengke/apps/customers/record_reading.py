"""The record of one customer as it is, or was on a day: per field the value in force, every source
beside it, whether they agree, how old it is, and how complete the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hengke.apps.audit import api as audit
from hengke.apps.customers import correction_approval, queries, record_fields, surviving
from hengke.apps.customers import record_values as values
from hengke.apps.customers.models import Customer
from hengke.apps.customers.opening import look_further
from hengke.apps.customers.record_fields import CORE, OURS, Field
from hengke.apps.customers.record_models import PERSON, Correction, Observation, Record
from hengke.kernel import clock
from hengke.policies import customers as policies
from hengke.policies.customers import RecordPolicy

CORE_SOURCE, MERGED_SOURCE = "core", "merged"
VERIFIED, SINGLE, CONFLICT, UNKNOWN = "verified", "single", "conflict", "unknown"
STATES = {
    VERIFIED: _("verified"), SINGLE: _("one source"), CONFLICT: _("in conflict"),
    UNKNOWN: _("unknown"),
}  # fmt: skip
BROUGHT = "brought"
AGE_BANDS = (18, 25, 35, 45, 55, 65)


@dataclass(frozen=True)
class Heard:
    """A value as one source has it. `row` is None for what the core system delivers."""

    text: str
    source: str
    collected_on: date | None
    row: Observation | None = None


@dataclass
class Line:
    """One field of the record with everything that is known about its value."""

    field: Field
    heard: list[Heard] = default(default_factory=list)
    chosen: Heard | None = None
    state: str = UNKNOWN
    age_days: int | None = None
    is_stale: bool = False
    is_required: bool = False
    is_editable: bool = False

    @property
    def text(self) -> str:
        return self.chosen.text if self.chosen else ""

    @property
    def against(self) -> list[Heard]:
        """Sources that say otherwise, but for what a person has decided against."""
        if self.chosen and self.chosen.source == MERGED_SOURCE:
            return []
        return [
            one
            for one in self.heard
            if not values.same(one.text, self.text) and not self._is_settled(one)
        ]

    def _is_settled(self, one: Heard) -> bool:
        row = self.chosen.row if self.chosen else None
        if row is None or one.row is not None or not row.settled_against:
            return False
        return values.same(values.unseal(row.settled_against), one.text)


@dataclass(frozen=True)
class Subject:
    """Whose record it is: published by the core system, opened here, or both."""

    number: str
    kind: str
    core: Customer | None
    record: Record | None

    @property
    def version(self) -> int:
        return self.record.version if self.record else 0

    @property
    def branch_id(self) -> str:
        return self.core.branch_id if self.core else self.record.branch_id if self.record else ""

    @property
    def manager_id(self) -> str:
        return self.core.manager_id if self.core else self.record.manager_id if self.record else ""


def policy(now: datetime) -> RecordPolicy:
    own = settings.HENGKE_HOME.policies / "customers"
    stamps = tuple(path.stat().st_mtime_ns for path in sorted(own.glob("*/*.toml")))
    return _policy(clock.day(now), own, stamps)


def refresh_days(now: datetime) -> int:
    """Days that a manager has to ask for an overdue value."""
    return policy(now).refresh_days


@lru_cache(maxsize=4)
def _policy(on: date, own: Any, _stamps: tuple[int, ...]) -> RecordPolicy:
    return policies.load(on=on, own=own)


def subject(user: Any, number: str, action: str = queries.READ) -> Subject:
    """Who the number is, customer or prospect, if the action reaches so far: the one place where
    pages that serve both ask it. Somebody else's customer or prospect does not exist."""
    core = queries.as_delivered(user, action).filter(pk=number).first()
    records = Record.objects.all() if core else queries.prospects(user, action)
    record = records.filter(pk=number).first()
    if core is None and record is None:
        raise Http404
    kind = (core.kind if core else None) or (record.kind if record else None) or PERSON
    return Subject(number, kind, core, record)


def opened(user: Any, number: str, action: str = queries.READ) -> Subject:
    """The same for a page: that the customer was seen, or asked for in vain, is written down."""
    try:
        found = subject(user, number, action)
    except Http404:
        look_further(user, number)
        audit.missed(user, page="foreign")
        raise
    audit.seen(user, number, page="record")
    return found


def lines(of: Subject, *, on: date, now: datetime, merged: bool = True) -> list[Line]:
    """Every field, with the values that were valid on the day; those that survived a merge over
    the own ones, unless `merged` is false."""
    told = _observations(of.number, on)
    rules = policy(now)
    required = rules.required.get(of.kind, ())
    found = [
        _line(field, of, told.get(field.name, []), on=on, rules=rules, required=required)
        for field in record_fields.of(of.kind)
    ]
    kept = surviving.of(of.number) if merged else {}
    for line in found:
        _lay_over(line, kept.get(line.field.name), on)
    return found


def _lay_over(line: Line, kept: surviving.Survived | None, on: date) -> None:
    """A value that survived a merge stands until the own sources say something new."""
    if kept is None or on < clock.day(kept.since) or line.text != kept.against:
        return
    if line.chosen and line.chosen.row and line.chosen.row.recorded_at > kept.since:
        return
    line.chosen = Heard(kept.text, MERGED_SOURCE, clock.day(kept.since))
    line.heard, line.state = [line.chosen, *line.heard], kept.state
    line.age_days, line.is_stale = None, False


def whole(number: str) -> Subject:
    """The customer for what a second person carries out: nobody in particular reads."""
    core = Customer.objects.filter(pk=number).first()
    record = Record.objects.filter(pk=number).first()
    if core is None and record is None:
        raise Http404
    kind = (core.kind if core else None) or (record.kind if record else None) or PERSON
    return Subject(number, kind, core, record)


def history(number: str, field: str) -> list[Observation]:
    """Every value a field ever had here, newest first, with who, when and why. An empty one says
    that the source took its value back."""
    rows = Observation.objects.filter(customer_id=number, field=field)
    return list(rows.select_related("recorded_by", "ended_by").order_by("-recorded_at", "-id"))


def completeness(found: Iterable[Line]) -> tuple[int, int, list[Line]]:
    """Required fields that are known, all required ones, and those that are missing."""
    wanted = [line for line in found if line.is_required]
    missing = [line for line in wanted if not line.text]
    return len(wanted) - len(missing), len(wanted), missing


def corrections(of: Subject) -> list[tuple[Correction, str, int | None]]:
    """Requests to the core system with where they stand (see correction_approval), or brought; and
    the number of the request."""
    rows = Correction.objects.filter(customer_id=of.number).select_related("asked_by")
    rows = rows.order_by("-id")
    requests = correction_approval.requests_of(rows)
    return [(row, _standing(row, of, requests.get(row.pk)), _number(requests, row)) for row in rows]


def _number(requests: dict[int, Any], row: Correction) -> int | None:
    return requests[row.pk].pk if row.pk in requests else None


def birth_date(of: Subject, *, now: datetime) -> date | None:
    """As the record has it today."""
    found = (line for line in lines(of, on=clock.day(now), now=now))
    born = next((line.text for line in found if line.field.name == "birth_date"), "")
    return date.fromisoformat(born) if born else None


def age_band(born: str, today: date) -> str:
    """25–34 and so on; derived from the date of birth, never kept."""
    if not born:
        return ""
    day = date.fromisoformat(born)
    age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    below = [band for band in AGE_BANDS if band <= age]
    above = [band for band in AGE_BANDS if band > age]
    if not below:
        return f"< {AGE_BANDS[0]}"
    return f"{below[-1]}–{above[0] - 1}" if above else f"{AGE_BANDS[-1]}+"


def _observations(number: str, on: date) -> dict[str, list[Observation]]:
    rows = Observation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), customer_id=number, collected_on__lte=on
    ).select_related("recorded_by")
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in rows.order_by("-collected_on", "-id"):
        found[row.field].append(row)
    return found


def _line(
    field: Field,
    of: Subject,
    rows: list[Observation],
    *,
    on: date,
    rules: RecordPolicy,
    required: tuple[str, ...],
) -> Line:
    told = [Heard(values.unseal(row.value), row.source, row.collected_on, row) for row in rows]
    ours = [one for one in told if one.text]
    delivered = _delivered(field, of, on)
    heard = [*delivered, *ours] if field.owner == CORE else [*ours, *delivered]
    chosen = heard[0] if heard else None
    line = Line(field, heard, chosen)
    line.is_required = field.name in required
    line.is_editable = field.owner == OURS or of.core is None
    line.state = _state(line, rules)
    if chosen and chosen.row and (most := rules.ages.get(field.name)):
        line.age_days = (on - chosen.row.collected_on).days
        line.is_stale = line.age_days > most
    return line


def _delivered(field: Field, of: Subject, on: date) -> list[Heard]:
    """What the core system says. It is only known as of its latest delivery, and so no answer for
    a day before."""
    if of.core is None or (of.core.as_of and on < of.core.as_of):
        return []
    text = values.plain(getattr(of.core, field.name, None))
    return [Heard(text, CORE_SOURCE, of.core.as_of)] if text else []


def _state(line: Line, rules: RecordPolicy) -> str:
    if line.chosen is None:
        return UNKNOWN
    if line.against:
        return CONFLICT
    agreeing = [one for one in line.heard if values.same(one.text, line.text)]
    origins = {rules.origins[one.source] for one in agreeing}
    return VERIFIED if len(origins) >= rules.independent else SINGLE


def _standing(row: Correction, of: Subject, request: Any) -> str:
    told = values.plain(getattr(of.core, row.field, None)) if of.core else ""
    if row.rejected_at is None and values.same(told, values.unseal(row.value)):
        return BROUGHT
    return correction_approval.standing(request)
