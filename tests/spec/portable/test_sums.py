"""Sums are int64 on every engine: DuckDB's HUGEINT would become floating in Parquet."""

from __future__ import annotations

import ibis

from hengke.engine.portable import as_int64, whole_sum


def test_a_sum_is_a_whole_number_and_nothing_where_nothing_is(spec):
    spec(
        given="""
            customer_id:str | balance:fen | counts:bool
            A               | 1.10        | true
            A               | 2.20        | true
            A               | 9.00        | false
            B               |             | true
        """,
        when=lambda t: t.group_by("customer_id").agg(
            total=whole_sum(ibis._.balance, where=ibis._.counts)
        ),
        then="""
            customer_id:str | total:fen
            A               | 3.30
            B               | 0.00
        """,
    )


def test_a_sum_over_a_window_is_a_whole_number_too(spec):
    spec(
        given="""
            customer_id:str | balance:fen
            A               | 1.10
            A               | 2.20
        """,
        when=lambda t: t.mutate(total=as_int64(t.balance.sum().over(group_by="customer_id"))),
        then="""
            customer_id:str | balance:fen | total:fen
            A               | 1.10        | 3.30
            A               | 2.20        | 3.30
        """,
    )
