"""The catalogue in words: places, kinds, how a column is stored and shown."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengke.apps.catalogue import table_words
from hengke.apps.catalogue.columns import Column, Table
from hengke.apps.catalogue.queries import Standing
from hengke.apps.identity.api import Role
from hengke.pipelines.protection import masking

PLACES: Mapping[str, Any] = {
    "database": _("Database of the workbench"),
    "silver": _("Lake: as the bank delivered it"),
    "gold": _("Lake: what a night computed"),
}
ASPECTS: Mapping[str, Any] = {
    "means": _("Meaning"),
    "encrypt": _("Encryption"),
    "mask": _("Masking"),
    "export": _("Export"),
    "retention": _("Retention"),
}
KINDS: Mapping[str, Any] = {
    "name": _("name"),
    "id_number": _("document number"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "address": _("address"),
    "card": _("account or card number"),
    "note": _("free text"),
}
EXAMPLES = {
    "name": "张小明", "id_number": "11010119900307123X", "phone": "13812341234",
    "email": "zhang@example.com", "address": "福建省厦门市思明区湖滨南路1号",
    "card": "6228481234566789", "note": "…",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One column as drawn."""

    column: Column
    kind: Any
    stored: Any
    shown: str


@dataclass(frozen=True)
class Drawn:
    """One table as drawn; a closed one has no lines."""

    table: Table
    title: Any
    opened: bool
    lines: list[Line]


def places(tables: Iterable[Table], *, opened: Container[str]) -> list[tuple[Any, list[Drawn]]]:
    """Tables by place, in the order of PLACES; `opened` are the names of those with lines."""
    found: dict[str, list[Drawn]] = {place: [] for place in PLACES}
    for table in tables:
        found[table.place].append(_drawn(table, opened=table.name in opened))
    return [(PLACES[place], drawn) for place, drawn in found.items() if drawn]


def standings(found: Iterable[Standing]) -> list[tuple[Standing, list[tuple[Any, str]]]]:
    """Each class with its rules in the reader's language."""
    language = get_language() or "zh"
    return [
        (one, [(ASPECTS[name], rule.said(language)) for name, rule in one.data_class.rules.items()])
        for one in found
    ]


def roles(codes: Iterable[str]) -> list[Any]:
    words = dict(Role.choices)
    return [words.get(code, code) for code in codes]


def _drawn(table: Table, *, opened: bool) -> Drawn:
    lines = [_line(column) for column in table.columns] if opened else []
    return Drawn(table, table_words.title(table), opened, lines)


def _line(column: Column) -> Line:
    return Line(column, KINDS.get(column.identifier, ""), _stored(column), _shown(column))


def _stored(column: Column) -> Any:
    if column.sealed:
        return _("enciphered")
    return _("fingerprint") if column.index else _("as it is")


def _shown(column: Column) -> str:
    """An example of the mask; nothing for what is shown as it is."""
    if column.index or not column.identifier:
        return ""
    return masking.masked(column.identifier, EXAMPLES[column.identifier]) or ""
