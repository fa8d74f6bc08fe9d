"""Features that compare a customer with the own past."""

from __future__ import annotations

from datetime import date

from hengke.engine.rules.feature_table import Moment, features

AS_OF = date(2026, 10, 23)
NAMES = ("aum_3m_mean", "aum_12m_peak", "peak_share_12m", "peak_share_3m")


def asked(*names: str):
    return lambda s: features(vars(s), names=names, moment=Moment(AS_OF, "standard"))


def test_assets_are_compared_with_three_whole_months_and_twelve_month_ends(spec):
    spec(
        given={
            "customer_records": "customer_id:str\n A\n B\n C\n D",
            "asset_points": """
                customer_id:str | point_on:date | aum_minor:fen | month_average_minor:fen
                A               | 2025-09-30    | 9000.00       | 9000.00
                A               | 2025-10-31    | 1000.00       | 1000.00
                A               | 2026-07-31    | 300.00        | 100.00
                A               | 2026-08-31    | 40.00         | 100.00
                A               | 2026-09-30    | 40.00         | 101.00
                A               | 2026-10-23    | 30.00         | 35.00
                B               | 2026-09-30    | 100.00        | 100.00
                B               | 2026-10-23    | 50.00         | 100.00
                C               | 2026-07-31    | 0.00          | 0.00
                C               | 2026-08-31    | 0.00          | 0.00
                C               | 2026-09-30    | 0.00          | 0.00
                C               | 2026-10-23    | 0.00          | 0.00
            """,
        },
        when=asked(*NAMES),
        then="""
            customer_id:str | aum_3m_mean:fen | aum_12m_peak:fen | peak_share_12m:float | peak_share_3m:float
            A               | 100.33          | 1000.00          | 0.03                 | 0.3
            B               |                 | 100.00           | 0.5                  |
            C               | 0.00            | 0.00             |                      |
            D               |                 |                  |                      |
        """,
    )


def test_tenure_newest_product_and_pace_of_bookings(spec):
    spec(
        given={
            "customer_records": """
                customer_id:str | opened_on:date
                A               | 2026-10-20
                B               |
            """,
            "holdings": """
                customer_id:str | family:str | share_ppm:int | opened_on:date
                A               | fund       | 1000000       | 2026-01-01
                A               | fund       | 1000000       | 2026-02-01
                A               | fund       | 0             | 2026-03-01
            """,
            "baselines": """
                customer_id:str | recent:int | earlier:int | earlier_days:int
                A               | 5          | 30          | 270
                B               | 5          | 0           | 270
            """,
        },
        when=asked("tenure_days", "last_product_on", "own_bookings_before", "activity_change"),
        then="""
            customer_id:str | tenure_days:int | last_product_on:date | own_bookings_before:int | activity_change:float
            A               | 3               | 2026-02-01           | 30                      | -0.5
            B               |                 |                      | 0                       |
        """,
    )
