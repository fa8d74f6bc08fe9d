"""The migration matrix between two assessments."""

from __future__ import annotations

import pytest

from hengke.engine.tiering.migration import migration, with_shares

JUNE = """
    customer_id:str | assessed_rank:int | assessed_tier:str | effective_rank:int | effective_tier:str | aum_minor:fen
    A               | 2                 | platinum          | 2                  | platinum           | 600000.00
    B               | 2                 | platinum          | 2                  | platinum           | 500000.00
    C               | 2                 | platinum          | 2                  | platinum           | 900000.00
    D               | 1                 | gold              | 2                  | platinum           | 60000.00
    E               | 0                 | mass              | 0                  | mass               | 0.00
    F               |                   |                   | 1                  | gold               |
    G               | 0                 | mass              | 0                  | mass               | 0.00
"""
JULY = """
    customer_id:str | assessed_rank:int | assessed_tier:str | effective_rank:int | effective_tier:str | aum_minor:fen
    A               | 2                 | platinum          | 2                  | platinum           | 700000.00
    B               | 1                 | gold              | 2                  | platinum           | 80000.00
    C               |                   |                   | 2                  | platinum           |
    D               | 1                 | gold              | 1                  | gold               | 60000.00
    E               | 1                 | gold              | 1                  | gold               | 50000.00
    F               | 0                 | mass              | 1                  | gold               | 10.00
    newcomer        | 2                 | platinum          | 2                  | platinum           | 999999.00
"""


@pytest.mark.requirement("R061")
def test_rows_of_the_matrix_sum_to_a_hundred_per_cent_by_customers_and_by_assets(spec):
    """Over the customers of June, with June's assets; G is in no file of July: unknown."""
    spec(
        given={"june": JUNE, "july": JULY},
        when=lambda s: with_shares(migration(s.june, s.july, effective=False)),
        then="""
            from:str | to:str   | customers:int | aum_minor:fen | aum_unknown:int | share:float  | aum_share:float
            platinum | platinum | 1             | 600000.00     | 0               | 0.3333333333 | 0.3
            platinum | gold     | 1             | 500000.00     | 0               | 0.3333333333 | 0.25
            platinum |          | 1             | 900000.00     | 0               | 0.3333333333 | 0.45
            gold     | gold     | 1             | 60000.00      | 0               | 1.0          | 1.0
            mass     | gold     | 1             | 0.00          | 0               | 0.5          |
            mass     |          | 1             | 0.00          | 0               | 0.5          |
                     | mass     | 1             |               | 1               | 1.0          |
        """,
    )
    spec(
        given={"june": JUNE, "july": JULY},
        when=lambda s: (
            with_shares(migration(s.june, s.july, effective=False))
            .filter(lambda t: t.aum_share.notnull())
            .group_by("from")
            .agg(share=lambda t: t.share.sum(), aum_share=lambda t: t.aum_share.sum())
        ),
        then="""
            from:str | share:float | aum_share:float
            platinum | 1.0         | 1.0
            gold     | 1.0         | 1.0
        """,
    )


def test_effective_tiers_migrate_by_themselves(spec):
    spec(
        given={"june": JUNE, "july": JULY},
        when=lambda s: migration(s.june, s.july, effective=True),
        then="""
            from_rank:int | from:str | to_rank:int | to:str   | customers:int | aum_minor:fen
            2             | platinum | 2           | platinum | 3             | 2000000.00
            2             | platinum | 1           | gold     | 1             | 60000.00
            0             | mass     | 1           | gold     | 1             | 0.00
            0             | mass     |             |          | 1             | 0.00
            1             | gold     | 1           | gold     | 1             |
        """,
    )
