"""Columns of the lake: of the bank's contract (silver), and of what a night computes (gold).

Gold columns have the class of the workbench's column they are published to.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from hengke.apps.catalogue import classes
from hengke.apps.catalogue.columns import Column, Table
from hengke.engine.results import GOLD
from hengke.engine.schemas import CONTRACT, TableSchema
from hengke.engine.stamp import STAMP
from hengke.pipelines.publishing.tables import LAKE_ONLY, STAGED

SILVER, RESULTS = "silver", "gold"


def tables() -> Iterator[Table]:
    for contract in CONTRACT.values():
        yield _silver(contract)
    for published in STAGED:
        yield _gold(published.gold, published.table)
    for name in LAKE_ONLY:
        yield _unpublished(name)


def _silver(contract: TableSchema) -> Table:
    columns = tuple(
        Column(
            column.name,
            column.data_class,
            column.identifier or classes.FOUND_BY.get(column.name, ""),
            bool(column.identifier),
            column.derived,
            column.meaning,
        )
        for column in contract.columns
    )
    return Table(SILVER, contract.name, columns)


def _unpublished(name: str) -> Table:
    """What rules alone read: numbers of customers, and what customers do."""
    plain = {"customer_id", *STAMP}
    return Table(
        RESULTS, name, tuple(Column(one, "C1" if one in plain else "C2") for one in GOLD[name])
    )


def _gold(gold: str, table: str) -> Table:
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    of = classes.of_model(model)
    known = {column.name: column for column in classes.columns(model)}
    return Table(
        RESULTS, gold, tuple(known.get(name) or Column(name, of[name]) for name in GOLD[gold])
    )
