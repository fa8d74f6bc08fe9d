"""The workbench moves to another database: what people own is copied, in one transaction.

Published results are not: the next publishing puts them there. A table that nobody named here is
people's, so that a new one is never left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.models.sql import InsertQuery
from django.db.utils import DEFAULT_DB_ALIAS

from hengke.apps.audit.api import record_in
from hengke.kernel.errors import Refused
from hengke.pipelines.publishing.tables import ASSESSMENTS, BOOK_POINTS, REPLACED
from hengke.server import database

SOURCE, TARGET = DEFAULT_DB_ALIAS, "move_target"
AT_ONCE = 500  # rows of one statement
MADE_BY_MIGRATIONS = frozenset({"contenttypes", "auth"})
LEFT_BEHIND = frozenset({"django_session", "identity_loginsession", "api_promise", "api_use"})
"""People log in again; a call that was interrupted is made again."""
DERIVED = {"imports_run", "imports_batch", "tiering_passage", "tiering_booksum"}
RESULTS = frozenset({table.table for table in (*REPLACED, BOOK_POINTS, ASSESSMENTS)} | DERIVED)
"""Published: every row comes from the lake, or is counted from such rows."""


def move(target: str) -> dict[str, int]:
    """Copy the workbench that Django has open to the address; rows per table that were copied.

    The target is made up to date first and must be empty; the source is only read.
    """
    with _connected(target):
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
        _check_empty()
        with transaction.atomic(using=TARGET):
            with transaction.atomic(using=SOURCE):
                copied = {_name(model): _copy(model) for model in owned()}
            _check_complete(copied)
            _count_on()
            _record("workbench.moved", copied)
    return {name: rows for name, rows in copied.items() if rows}


def owned() -> list[type[models.Model]]:
    """Every table that is not a run's result and not made by migrations."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed
        and model._meta.app_label not in MADE_BY_MIGRATIONS
        and _name(model) not in RESULTS | LEFT_BEHIND
    ]


@contextmanager
def _connected(target: str) -> Iterator[None]:
    """Django's second connection while the block lasts."""
    wanted = database.configured(target, Path())
    connections.settings[TARGET] = {**connections.settings[SOURCE], **wanted}
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _check_empty() -> None:
    for model in apps.get_models():
        if model._meta.app_label in MADE_BY_MIGRATIONS:
            continue
        if model._base_manager.using(TARGET).exists():
            raise Refused(
                "The database to move to is not empty: {table} has rows.",
                next_step="Name a new database; nothing was changed in this one.",
                table=_name(model),
            )


def _copy(model: type[models.Model]) -> int:
    """Every column as it stands, also those that are filled by themselves in a new row."""
    fields = list(model._meta.concrete_fields)
    rows = model._base_manager.using(SOURCE).order_by("pk").iterator(chunk_size=AT_ONCE)
    number = 0
    at_once = connections[TARGET].ops.bulk_batch_size(fields, [None] * AT_ONCE)
    while some := list(islice(rows, min(AT_ONCE, at_once))):
        query = InsertQuery(model)
        query.insert_values(fields, some, raw=True)
        query.get_compiler(using=TARGET).execute_sql()
        number += len(some)
    return number


def _check_complete(copied: dict[str, int]) -> None:
    """As many rows there as here, now that the copy is made: somebody may have worked meanwhile."""
    for model in owned():
        name = _name(model)
        there = model._base_manager.using(TARGET).count()
        here = model._base_manager.using(SOURCE).count()
        if not copied[name] == there == here:
            raise Refused(
                "{table} has {here} rows here and {there} there: somebody is working in the "
                "workbench.",
                next_step="Stop `hengke serve` and `hengke worker`, then move again; nothing was "
                "changed.",
                table=name,
                here=here,
                there=there,
            )


def _count_on() -> None:
    """New rows are numbered after those that came along."""
    connection = connections[TARGET]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), owned()):
            cursor.execute(statement)


def _record(action: str, copied: dict[str, int]) -> None:
    """One audit row, in the database in which people go on."""
    rows = {name: number for name, number in copied.items() if number}
    record_in(TARGET, action, by=None, details={"rows": rows})


def _name(model: type[Any]) -> str:
    return str(model._meta.db_table)
