"""Every column of the database and of the lake has a class, and the class is kept."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from hengke.apps.catalogue import classes, lake, queries
from hengke.engine.results import GOLD
from hengke.engine.schemas import CONTRACT
from hengke.web.sealed import SealedText

MODELS = classes.kept_models()
SEALED_IN_CONTRACT = {
    (table.name, column.name) for table in CONTRACT.values() for column in table.identifiers
}


@pytest.mark.requirement("L15")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_of_the_database_has_one_class(model: type[models.Model]) -> None:
    """A new column is classed in `data_classes.py` of its app."""
    assert set(classes.of_model(model)) == {field.name for field in classes.columns_of(model)}


def test_every_column_of_the_lake_has_one_class() -> None:
    named = {(table.place, table.name): table for table in lake.tables()}
    assert {name for place, name in named if place == "silver"} == set(CONTRACT)
    assert {name for place, name in named if place == "gold"} == set(GOLD)
    for (place, name), table in named.items():
        shape = CONTRACT[name].ibis().names if place == "silver" else GOLD[name]
        assert [column.name for column in table.columns] == list(shape)
        assert all(column.data_class in classes.CODES for column in table.columns)


def test_no_secret_of_a_customer_has_a_column() -> None:
    """C3 of customers is never stored; of staff there are log-ins and sessions."""
    secret = {
        (table.name, column.name)
        for table in queries.tables()
        for column in table.columns
        if column.data_class == "C3"
    }
    assert not {name for name, _ in secret} & {table.name for table in lake.tables()}
    assert not [name for name, _ in secret if name.startswith(("customers", "tiering", "care"))]


def test_whatever_is_sealed_is_of_the_second_class() -> None:
    for table in queries.tables():
        for column in table.columns:
            if column.sealed or column.index:
                assert column.data_class == "C2", (table.name, column.name)


def test_what_the_lake_seals_the_database_seals_too() -> None:
    customer = apps.get_model("customers", "Customer")
    sealed = {field.name for field in customer._meta.fields if isinstance(field, SealedText)}
    assert {name for table, name in SEALED_IN_CONTRACT if table == "customers"} == sealed


def test_a_column_without_a_class_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"Attestation": {"C1": "id data_class valid_from valid_until by at columns gone"}}
    monkeypatch.setattr(classes, "_declared", lambda _: said)
    classes.of_model.cache_clear()
    try:
        with pytest.raises(classes.Unclassed, match=r"Attestation: gone, policy_version"):
            classes.of_model(apps.get_model("catalogue", "Attestation"))
    finally:
        classes.of_model.cache_clear()
