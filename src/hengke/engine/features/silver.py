"""The bank's tables, as one value: a field per table of the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import ibis.expr.types as ir

Keep = Callable[[str, ir.Table], ir.Table]
"""Computes a table once, under a name, where several others read from it; `Catalog.keep`."""


def lazily(name: str, table: ir.Table) -> ir.Table:
    """Keeps nothing: DuckDB computes a part that is read twice once, Spark twice."""
    return table


@dataclass(frozen=True)
class Silver:
    """Ibis tables in the shape of `engine.schemas.CONTRACT`.

    A table that the bank does not deliver is there and empty.
    """

    organisation: ir.Table
    customers: ir.Table
    relations: ir.Table
    products: ir.Table
    accounts: ir.Table
    account_holders: ir.Table
    balances: ir.Table
    transactions: ir.Table
    loan_status: ir.Table
    digital_events: ir.Table
    market_rates: ir.Table
    product_ratings: ir.Table
    risk_assessments: ir.Table
    snapshots: ir.Table
    withheld: ir.Table

    @classmethod
    def of(cls, tables: Mapping[str, ir.Table]) -> Silver:
        """From tables by name; every table of the contract must be among them."""
        return cls(**{field.name: tables[field.name] for field in fields(cls)})
