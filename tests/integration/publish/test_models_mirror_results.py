"""The models of the workbench have the columns of `engine.results`, in the same types."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from hengke.engine.results import GOLD
from hengke.pipelines.publishing.tables import LAKE_ONLY, SCOPE, STAGED, Published
from hengke.web.sealed import SealedText

KINDS = {
    "string": (models.TextField, models.CharField, SealedText),
    "int64": (models.BigIntegerField,),
    "float64": (models.FloatField,),
    "date": (models.DateField,),
}
PEOPLES = {"care_task": {"origin", "status", "snoozed_until", "done_at", "done_by_id"}}
OWN_KEY = {"id"}

each_table = pytest.mark.parametrize("table", STAGED, ids=lambda table: table.table)


def columns(table: Published) -> dict[str, models.Field]:
    model = next(one for one in apps.get_models() if one._meta.db_table == table.table)
    return {field.column: field for field in model._meta.concrete_fields if field.column}


def test_every_result_table_is_published_or_only_for_rules() -> None:
    assert {table.gold for table in STAGED} | set(LAKE_ONLY) == set(GOLD)
    assert not {table.gold for table in STAGED} & set(LAKE_ONLY)


@each_table
def test_the_model_has_every_column_of_the_result_and_no_other(table: Published) -> None:
    scope = set(SCOPE) if table.scoped else set()
    expected = set(table.columns) | scope | PEOPLES.get(table.table, set())
    assert set(columns(table)) - OWN_KEY == expected


@each_table
def test_types_are_those_of_the_result(table: Published) -> None:
    fields = columns(table)
    wrong = [
        f"{name}: {type(fields[name]).__name__} is not {kind}"
        for name, kind in GOLD[table.gold].items()
        if type(fields[name]) not in KINDS[kind]
    ]
    assert wrong == []


@each_table
def test_the_database_allows_each_key_once(table: Published) -> None:
    model = next(one for one in apps.get_models() if one._meta.db_table == table.table)
    keys = [set(one.fields) for one in model._meta.total_unique_constraints]
    keys += [{field.column for field in model._meta.pk_fields}]
    keys += [{field.column} for field in model._meta.concrete_fields if field.unique]
    assert set(table.key) in keys
