"""The fixture itself: what it notices, and how a gap of one engine is declared."""

from __future__ import annotations

import ibis
import pytest
from tests.spec import ascii_table

GIVEN = """
    customer_id:str | balance:fen | held_on:date | open:bool | rate:float
    --------------- | ----------- | ------------ | --------- | ----------
    A               | 1,234.50    | 2026-01-31   | true      | 0.1
    B               |             |              |           |
    ''              | -0.01       | 2026-02-28   | false     | 1e-3
"""


def test_rows_may_come_in_any_order_and_every_type_comes_back(spec):
    spec(
        given=GIVEN,
        when=lambda t: t.order_by(ibis.desc("balance")).mutate(doubled=t.balance * 2),
        then="""
            customer_id:str | doubled:fen | balance:fen | held_on:date | open:bool | rate:float
            ''              | -0.02       | -0.01       | 2026-02-28   | false     | 0.001
            B               |             |             |              |           |
            A               | 2469.00     | 1234.50     | 2026-01-31   | true      | 0.1
        """,
    )


@pytest.mark.parametrize(
    "then",
    [
        "customer_id:str | balance:fen\nA | 1234.51\nB |\n'' | -0.01",
        "customer_id:str | balance:fen\nA | 1234.50\nB | 0.00\n'' | -0.01",
        "customer_id:str | balance:fen\nA | 1234.50\nB |",
        "customer_id:str | balance:float\nA | 123450.0\nB |\n'' | -1.0",
        "customer_id:str | balance:fen\nA | 1234.50\nB |\n | -0.01",
    ],
    ids=["a fen off", "zero for unknown", "a row missing", "another type", "null for empty"],
)
def test_what_differs_is_noticed(spec, then):
    with pytest.raises(AssertionError):
        spec(given=GIVEN, when=lambda t: t, then=then)


@pytest.mark.notimpl(
    "duckdb",
    raises=AssertionError,
    reason="sum(BIGINT) is HUGEINT, and Ibis drops a cast to the type it expects: as_int64",
)
def test_a_plain_cast_makes_a_sum_int64(spec):
    """A declared gap: once DuckDB or Ibis mends it, this test fails and as_int64 can go."""
    spec(
        given="""
            customer_id:str | balance:fen
            A               | 1.10
            A               | 2.20
        """,
        when=lambda t: t.group_by("customer_id").agg(total=t.balance.sum().cast("int64")),
        then="""
            customer_id:str | total:fen
            A               | 3.30
        """,
    )


@pytest.mark.parametrize(
    "text",
    ["customer_id\nA", "customer_id:text\nA", "a:str | b:str\nA", "a:fen\n1.001", "a:bool\nyes"],
)
def test_a_table_that_is_drawn_wrongly_is_refused(text):
    with pytest.raises((ValueError, KeyError)):
        ascii_table.parse(text)
