"""Exchange rates: which one holds on a day, and exact conversion."""

from __future__ import annotations

from hengke.engine.features.rates import converted, in_home


def test_an_amount_takes_the_rate_of_its_day_or_the_last_of_at_most_seven_days_before(spec):
    """Rates into another currency, of another kind, or of the home currency itself do not count."""
    spec(
        given={
            "rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-01-05     | fx_middle | USD      | CNY       | 700000000
                2026-01-20     | fx_middle | USD      | CNY       | 690000000
                2026-01-06     | fx_middle | USD      | EUR       | 1
                2026-01-06     | deposit   | USD      | CNY       | 1
                2026-01-06     | fx_middle | CNY      | CNY       | 1
            """,
            "amounts": """
                currency:str | on:date    | native:fen
                CNY          | 2026-01-04 | 10.00
                USD          | 2026-01-04 | 10.00
                USD          | 2026-01-05 | 10.00
                USD          | 2026-01-12 | 10.00
                USD          | 2026-01-13 | 10.00
                USD          | 2026-01-20 | 10.00
                EUR          | 2026-01-06 | 10.00
            """,
        },
        when=lambda s: in_home(s.amounts, s.rates, home="CNY", on="on", native="native"),
        then="""
            currency:str | on:date    | minor:fen
            CNY          | 2026-01-04 | 10.00
            USD          | 2026-01-04 |
            USD          | 2026-01-05 | 70.00
            USD          | 2026-01-12 | 70.00
            USD          | 2026-01-13 |
            USD          | 2026-01-20 | 69.00
            EUR          | 2026-01-06 |
        """,
    )


def test_conversion_is_exact_to_the_fen_and_halves_go_away_from_zero(spec):
    """1,234,567,890,123.45 at 7.12345678 is 8,794,391,007,270.18: floating money would lose fen."""
    spec(
        given="""
            minor:int       | rate_e8:int
            1               | 50000000
            1               | 49999999
            -1              | 50000000
            -3              | 50000000
            123456789012345 | 712345678
            -99999999       | 100000000
            0               | 712345678
        """,
        when=lambda t: t.mutate(home=converted(t.minor, t.rate_e8)),
        then="""
            minor:int       | home:int
            1               | 1
            1               | 0
            -1              | -1
            -3              | -2
            123456789012345 | 879439100727018
            -99999999       | -99999999
            0               | 0
        """,
    )
