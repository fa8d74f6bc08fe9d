"""What an edit page sends: only what was changed or confirmed, or what is wrong, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengke.apps.customers import record_values as values
from hengke.apps.customers.record_fields import Field
from hengke.apps.customers.record_models import Source
from hengke.apps.customers.record_reading import Line
from hengke.kernel import numbers_of_people as numbers
from hengke.policies.customers import RecordPolicy

EMPTY_ROWS = 2


@dataclass
class Input:
    """One field as the form shows it: what to write into it, and what is wrong with it."""

    line: Line
    value: str = ""
    rows: list[list[dict[str, Any]]] = default(default_factory=list)
    hint: str = ""
    error: str = ""
    confirmed: bool = False

    @property
    def field(self) -> Field:
        return self.line.field

    @property
    def chosen(self) -> list[str]:
        """The codes of a field that takes several."""
        return self.value.split()


@dataclass
class Sheet:
    """The whole form. `changes` is empty text for a value taken away."""

    inputs: list[Input]
    source: str = ""
    collected_on: str = ""
    reason: str = ""
    changes: dict[str, str] = default(default_factory=dict)
    day: date | None = None
    error: str = ""

    @property
    def is_good(self) -> bool:
        return not self.error and not any(one.error for one in self.inputs)


def blank(lines: list[Line], *, names_clear: bool, today: date) -> Sheet:
    """The form before anybody typed: values in force; identifiers only as their mask."""
    inputs = [_as_it_is(line, names_clear) for line in lines if _may_write(line, names_clear)]
    return Sheet(inputs, Source.CUSTOMER, today.isoformat())


def sent(
    lines: list[Line], data: Mapping[str, str], *, rules: RecordPolicy, names_clear: bool
) -> Sheet:
    """What was typed, whether good or not: nothing is lost."""
    known = {line.field.name: line for line in lines}
    sheet = Sheet(
        [_typed(line, data) for line in lines if _may_write(line, names_clear)],
        data.get("source", ""), data.get("collected_on", ""), data.get("reason", "")[:500].strip(),
    )  # fmt: skip
    if sheet.source not in Source.values:
        sheet.error = _("Say where the values come from.")
    try:
        sheet.day = date.fromisoformat(sheet.collected_on)
    except ValueError:
        sheet.error = _("Say on which day the values were collected.")
    sheet.error = sheet.error or _not_here(sheet, known, data)
    id_type = data.get("id_type", known["id_type"].text if "id_type" in known else "")
    for one in sheet.inputs:
        _judge(one, data, sheet, id_type=id_type, rules=rules)
    _check_birth(sheet, known, id_type)
    return sheet


def _not_here(sheet: Sheet, known: Mapping[str, Line], data: Mapping[str, str]) -> str:
    """Fields that were sent and are not this page's: those of the core system, and names for who
    sees them masked. Who sends them means to change them."""
    ours = {one.field.name for one in sheet.inputs}
    sent = {name.partition("-")[0] for name in data if name.partition("-")[2][:1].isdigit()}
    foreign = [line for name, line in known.items() if name in {*data, *sent} - ours]
    if not foreign:
        return ""
    named = pgettext("fields", ", ").join(str(line.field.label) for line in foreign)
    return _(
        "%(fields)s cannot be changed here: nothing was saved. What the core system owns takes a "
        "request for correction."
    ) % {"fields": named}


def _may_write(line: Line, names_clear: bool) -> bool:
    holds_names = any(column.is_name for column in line.field.columns)
    return line.is_editable and (names_clear or not holds_names)


def _as_it_is(line: Line, names_clear: bool) -> Input:
    field = line.field
    if field.type == "rows":
        return Input(line, rows=_cells(field, values.rows_of(line.text)))
    if field.identifier and not (field.identifier == "name" and names_clear):
        return Input(line, hint=str(values.shown(field, line.text, names_clear=names_clear)))
    return Input(line, value=line.text)


def _typed(line: Line, data: Mapping[str, str]) -> Input:
    name = line.field.name
    confirmed = f"confirm-{name}" in data
    if line.field.type == "rows":
        rows = (
            _rows(line.field, data) if _asks_rows(line.field, data) else values.rows_of(line.text)
        )
        return Input(line, rows=_cells(line.field, rows), confirmed=confirmed)
    hint = ""
    if line.field.identifier:
        hint = str(values.shown(line.field, line.text, names_clear=False))
    return Input(line, value=_sent(line, data), hint=hint, confirmed=confirmed)


def _sent(line: Line, data: Mapping[str, str]) -> str:
    """What the form says of one field; of several of a list each has a box of its own, and the
    field's own name says that it was asked. A field that was not asked stays as it is."""
    field = line.field
    left = "" if field.identifier else line.text
    if field.type != "several":
        return data.get(field.name, left)
    if field.name not in data:
        return left
    return " ".join(code for code, _word in field.choices if f"{field.name}-{code}" in data)


def _judge(
    one: Input, data: Mapping[str, str], sheet: Sheet, *, id_type: str, rules: RecordPolicy
) -> None:
    """An empty identifier is left as it is: the form never showed it."""
    field = one.field
    try:
        if field.type == "rows" and not _asks_rows(field, data):
            text = one.line.text
        elif field.type == "rows":
            rows = _rows(field, data)
            text = values.read_rows(field, rows, beneficial=rules.beneficial_percent)
        else:
            text = values.read(field, one.value, id_type=id_type)
            if not text and field.identifier:
                text = one.line.text
    except values.Wrong as wrong:
        one.error = str(wrong)
        return
    if one.confirmed or not values.same(text, one.line.text):
        sheet.changes[field.name] = text


def _check_birth(sheet: Sheet, known: Mapping[str, Line], id_type: str) -> None:
    """An identity card names the day of birth: both must say the same."""
    of_a_card = numbers.kind_of_document(id_type) == numbers.ID_CARD
    if not of_a_card or not {"id_number", "birth_date"} & set(sheet.changes):
        return
    said = {name: sheet.changes.get(name, known[name].text) for name in ("id_number", "birth_date")}
    born = numbers.born_on(said["id_number"]) if said["id_number"] else None
    if born and said["birth_date"] and born.isoformat() != said["birth_date"]:
        for one in sheet.inputs:
            if one.field.name == "birth_date":
                one.error = _("The identity number names another day of birth.")


def _asks_rows(field: Field, data: Mapping[str, str]) -> bool:
    """The page always sends some rows, be they empty; what was not sent stays as it is."""
    return f"{field.name}-0-{field.columns[0].name}" in data


def _rows(field: Field, data: Mapping[str, str]) -> values.Rows:
    """Rows are numbered from 0 without a gap; each has every column."""
    found: values.Rows = []
    first = field.columns[0].name
    while f"{field.name}-{len(found)}-{first}" in data and len(found) <= values.MOST_ROWS:
        place = f"{field.name}-{len(found)}-"
        found.append({column.name: data.get(place + column.name, "") for column in field.columns})
    return found


def _cells(field: Field, rows: values.Rows) -> list[list[dict[str, Any]]]:
    filled = [row for row in rows if any(value.strip() for value in row.values())]
    shown = [*filled, *({} for _ in range(EMPTY_ROWS))]
    return [
        [
            {
                "name": f"{field.name}-{number}-{column.name}", "label": column.label,
                "type": column.type, "value": row.get(column.name, ""),
            }
            for column in field.columns
        ]
        for number, row in enumerate(shown)
    ]  # fmt: skip
