"""Why a feature is unknown, where the result that it is read from says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.rules.catalogue import Feature

PLAIN = "unknown_reason"


def column(feature: Feature, columns: Sequence[str]) -> str:
    """The column of the result that gives the reason: that of the feature's first word, else the
    one for all; empty where there is none."""
    own = f"{feature.name.partition('_')[0]}_reason"
    return next((one for one in (own, PLAIN) if one in columns), "")


def reasons(sources: Mapping[str, tuple[ir.Table, Sequence[str]]], people: ir.Table) -> ir.Table:
    """source, column, reason, customers: how many of the people have the reason. `sources`: a
    result with one row per customer, and its columns of reasons; one at least."""
    parts = [
        table.semi_join(people, "customer_id").select(
            source=ibis.literal(name), column=ibis.literal(one), reason=table[one]
        )
        for name, (table, columns) in sources.items()
        for one in columns
    ]
    rows = parts[0] if len(parts) == 1 else ibis.union(*parts)
    told = rows.filter(rows.reason.notnull())
    found = told.group_by("source", "column", "reason")
    return found.agg(customers=told.count().cast("int64"))
