"""Which class every column has: read from `data_classes.py` of each app.

There `CLASSES` names, model by model, the columns of each class: `{"Customer": {"C2": "name …"}}`.
A column that nobody classed is found by a test, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import models

from hengke.apps.catalogue.columns import Column
from hengke.apps.catalogue.others import OTHERS
from hengke.pipelines.protection.identifiers import KEYS
from hengke.policies.catalogue import CLASSES as CODES
from hengke.web.sealed import SealedText

HOUSE = "hengke.apps."
FOUND_BY = {column: kind for kind, columns in KEYS.items() for column in columns}
Declared = Mapping[str, Mapping[str, str]]


class Unclassed(KeyError):
    """A column without a class, or a class for a column that is not there."""


@cache
def of_model(model: type[models.Model]) -> dict[str, str]:
    """Column to class. Refused where a column has no class, two, or is not there."""
    said = _declared(model._meta.app_label).get(model.__name__, {})
    found: dict[str, str] = {}
    for code, names in said.items():
        for name in names.split():
            if name in found or code not in CODES:
                raise Unclassed(f"{model._meta.label}.{name}: {code} and {found.get(name)}")
            found[name] = code
    columns = {field.name for field in columns_of(model)}
    if wrong := columns ^ set(found):
        raise Unclassed(f"{model._meta.label}: {', '.join(sorted(wrong))}")
    return found


def columns(model: type[models.Model]) -> tuple[Column, ...]:
    """Every column with its class and what is known of it from its field."""
    of = of_model(model)
    return tuple(_column(field, of[field.name]) for field in columns_of(model))


def _column(field: models.Field, data_class: str) -> Column:  # type: ignore[type-arg]
    if isinstance(field, SealedText):
        return Column(field.name, data_class, field.kind, sealed=True)
    kind = FOUND_BY.get(field.name, "")
    return Column(field.name, data_class, kind, index=bool(kind))


def columns_of(model: type[models.Model]) -> Iterator[models.Field]:  # type: ignore[type-arg]
    """Fields that have a column of their own."""
    return (field for field in model._meta.concrete_fields if field.column)


def kept_models() -> list[type[models.Model]]:
    """Every table of the database, those of libraries too, in order of their names."""
    found = [model for model in apps.get_models() if model._meta.managed]
    return sorted(found, key=lambda model: model._meta.db_table)


@cache
def _declared(app_label: str) -> Declared:
    name = apps.get_app_config(app_label).name
    if not name.startswith(HOUSE):
        return OTHERS.get(app_label, {})
    module = f"{name}.data_classes"
    return import_module(module).CLASSES if find_spec(module) else {}
