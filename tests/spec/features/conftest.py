"""`keep`: parts of a book that are read more than once are computed once, as a run does it."""

from __future__ import annotations

import ibis.expr.types as ir
import pytest
from tests.spec.engines import Engine, Spark

from hengke.engine.features.silver import Keep, lazily

OFTEN = ("runs", "snapshot_points")
"""What a book reads again and again."""


@pytest.fixture
def keep(engine: Engine) -> Keep:
    """Spark would compute each part again wherever it is read; DuckDB does not."""
    if not isinstance(engine, Spark):
        return lazily

    def kept(name: str, table: ir.Table) -> ir.Table:
        if name not in OFTEN:
            return table
        return engine.given(engine.session.sql(engine.connection.compile(table)).toArrow())

    return kept
