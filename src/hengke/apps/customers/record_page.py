"""The record as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.customers import record_fields, record_reading
from hengke.apps.customers import record_values as values
from hengke.apps.customers.record_form import Input
from hengke.apps.customers.record_models import PERSON, Observation, Record, Source
from hengke.apps.customers.record_reading import (
    CONFLICT,
    CORE_SOURCE,
    MERGED_SOURCE,
    STATES,
    VERIFIED,
    Heard,
    Line,
    Subject,
)
from hengke.apps.customers.twins import Twins
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock

Context = dict[str, Any]
CHIPS = {VERIFIED: "ok", CONFLICT: "crit"}


def names_clear(user: Any) -> bool:
    return identity.view_of(user, "name") is identity.View.CLEAR


def title(of: Subject, found: Iterable[Line], user: Any) -> str:
    """The name as this person may see it, else the number."""
    line = next(line for line in found if line.field.name == "name")
    clear = names_clear(user) or of.kind != PERSON
    return str(values.shown(line.field, line.text, names_clear=clear)) or of.number


def called(of: Subject, user: Any, *, now: datetime) -> str:
    return title(of, record_reading.lines(of, on=clock.day(now), now=now), user)


def twins_told(told: Twins) -> dict[str, Any]:
    """Numbers of the own reach with the words of what they share."""
    rows = [
        {"number": number, "fields": ", ".join(map(str, record_fields.labels_of(fields)))}
        for number, fields in told.own.items()
    ]
    return {"own": rows, "elsewhere": told.elsewhere}


def names(records: Iterable[Record], user: Any) -> dict[str, str]:
    """Names kept here, of many records at once, as this person may see them."""
    kinds, clear = {one.pk: one.kind for one in records}, names_clear(user)
    rows = Observation.objects.filter(customer_id__in=list(kinds), field="name", ended_on=None)
    return {
        row.customer_id: values.shown(
            field, values.unseal(row.value), names_clear=clear or kinds[row.customer_id] != PERSON
        )
        for row in rows.order_by("collected_on", "id")
        if (field := record_fields.named("name", kinds[row.customer_id]))
    }


def page(of: Subject, user: Any, *, on: date, now: datetime) -> Context:
    """Groups of fields, how complete the record is, what is in conflict or too old."""
    found = record_reading.lines(of, on=on, now=now)
    known, wanted, missing = record_reading.completeness(found)
    born = next((line.text for line in found if line.field.name == "birth_date"), "")
    return {
        "subject": of,
        "title": title(of, found, user),
        "groups": groups([row(line, user) for line in found]),
        "known": known,
        "wanted": wanted,
        "missing": [line.field.label for line in missing],
        "conflicts": [line.field.label for line in found if line.state == CONFLICT],
        "stale": [line.field.label for line in found if line.is_stale],
        "age_band": record_reading.age_band(born, on) if of.kind == PERSON else "",
        "on": on,
        "is_today": on == clock.day(now),
        "before_core": bool(of.core and of.core.as_of and on < of.core.as_of),
        "can_edit": identity.may(user, "customers.edit"),
        "reads_privacy": identity.may(user, privacy.READ),
    }


def row(line: Line, user: Any) -> Context:
    return {
        "line": line,
        "label": line.field.label,
        "group": line.field.group,
        "shown": values.shown(line.field, line.text, names_clear=names_clear(user)),
        "is_rows": line.field.type == "rows",
        "columns": [column.label for column in line.field.columns],
        "state": STATES[line.state],
        "chip": CHIPS.get(line.state, ""),
        "source": source(line.chosen),
    }


def source(one: Heard | None) -> Any:
    """Which source, of which day, through whom."""
    if one is None:
        return ""
    parts = [str(word(one.source))]
    if one.collected_on:
        parts.append(one.collected_on.isoformat())
    if one.row:
        parts.append(one.row.recorded_by.name)
    return " · ".join(parts)


def word(code: str) -> Any:
    if code == MERGED_SOURCE:
        return _("Merged record")
    return _("Core system") if code == CORE_SOURCE else Source(code).label


def groups(rows: Iterable[Any]) -> list[Context]:
    """Rows (or inputs) under the headings of their groups, in the order of the registry."""
    found: dict[str, list[Any]] = {}
    for one in rows:
        name = one.field.group if isinstance(one, Input) else one["group"]
        found.setdefault(name, []).append(one)
    return [
        {"name": name, "title": record_fields.GROUPS[name], "rows": found[name]} for name in found
    ]


def field_page(of: Subject, line: Line, user: Any, *, now: datetime) -> Context:
    """One field: every source today, every value before, and requests to the core system."""
    clear = names_clear(user)

    def text(token: str) -> Any:
        return values.shown(line.field, values.unseal(token), names_clear=clear)

    return {
        **row(line, user),
        "subject": of,
        "field": line.field,
        "heard": [
            {
                "source": one.source, "word": source(one), "is_chosen": one is line.chosen,
                "shown": values.shown(line.field, one.text, names_clear=clear),
                "reason": one.row.reason if one.row else "",
                "against": one in line.against,
            }
            for one in line.heard
        ],
        "in_conflict": line.state == CONFLICT,
        "history": [
            {"row": old, "shown": text(old.value), "source": Source(old.source).label}
            for old in record_reading.history(of.number, line.field.name)
        ],
        "corrections": [
            {"row": asked, "standing": standing, "request": request, "shown": text(asked.value)}
            for asked, standing, request in record_reading.corrections(of)
            if asked.field == line.field.name
        ],
        "can_edit": identity.may(user, "customers.edit"),
        "can_correct": line.field.owner == "core"
        and of.core is not None
        and line.field.type != "rows"
        and identity.may(user, "customers.correct"),
        "can_decide": identity.may(user, "customers.decide_correction"),
    }  # fmt: skip
