"""The catalogue as it stands: tables of the database and of the lake, and what was attested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings

from hengke.apps.catalogue import classes, lake
from hengke.apps.catalogue.columns import Column, Table
from hengke.apps.catalogue.models import Attestation
from hengke.kernel import clock
from hengke.policies import catalogue

DATABASE = "database"
SHOWN = 120
"""So many columns are shown at once; of more, a table is opened."""


@dataclass(frozen=True)
class Standing:
    """One data class: its rules, how many columns have it, and when it was attested last."""

    data_class: catalogue.DataClass
    columns: int
    attestation: Attestation | None
    overdue: bool


def policy(now: datetime) -> catalogue.CataloguePolicy:
    return catalogue.load(on=_day(now), own=settings.HENGKE_HOME.policies / "catalogue")


@cache
def tables() -> tuple[Table, ...]:
    """Every table; the code does not change while a process runs."""
    kept = (
        Table(DATABASE, model._meta.db_table, classes.columns(model))
        for model in classes.kept_models()
    )
    return (*kept, *lake.tables())


def chosen(*, data_class: str = "", text: str = "") -> list[Table]:
    """Tables with the columns that are of the class and have the text in their name or kind."""
    found = (
        Table(table.place, table.name, tuple(_chosen(table, data_class, text)))
        for table in tables()
    )
    return [table for table in found if table.columns]


def opened(found: Sequence[Table], name: str, *, narrowed: bool) -> set[str]:
    """Names of the tables whose columns are shown: the one asked for; of a narrow choice all."""
    if narrowed and sum(len(table.columns) for table in found) <= SHOWN:
        return {table.name for table in found}
    return {name}


def standings(now: datetime) -> list[Standing]:
    """Every class; two queries at most."""
    counts = Counter(column.data_class for table in tables() for column in table.columns)
    latest: dict[str, Attestation] = {}
    for row in Attestation.objects.select_related("by").order_by("at", "pk"):
        latest[row.data_class] = row
    return [
        Standing(
            one,
            counts[one.code],
            latest.get(one.code),
            is_overdue(latest.get(one.code), day=_day(now)),
        )
        for one in policy(now).classes
    ]


def is_overdue(found: Attestation | None, *, day: date) -> bool:
    return found is None or found.valid_until < day


def history(*, most: int = 30) -> list[Attestation]:
    return list(Attestation.objects.select_related("by").order_by("-at", "-pk")[:most])


def _chosen(table: Table, data_class: str, text: str) -> Iterable[Column]:
    wanted = text.strip().casefold()
    for column in table.columns:
        said = f"{table.name} {column.name} {column.identifier}".casefold()
        if data_class in ("", column.data_class) and wanted in said:
            yield column


def _day(now: datetime) -> Any:
    return clock.day(now)
