"""Division of money: where the engines differ and floats lose, one helper decides."""

from __future__ import annotations

from hengke.engine.portable import not_negative, quotient, raised_quotient, rounded_quotient


def test_division_cuts_towards_zero_rounds_away_from_it_and_raises_what_is_left(spec):
    spec(
        given="""
            dividend:int      | divisor:int
            9223372036854775807  | 1000000
            -9223372036854775807 | 1000000
            7                 | 2
            -7                | 2
            6                 | 3
            0                 | 5
            1                 | 3
            9007199254740993  | 7
            4503599627370497  | 2
                              | 3
        """,
        when=lambda t: t.mutate(
            cut=quotient(t.dividend, t.divisor),
            rounded=rounded_quotient(t.dividend, t.divisor),
            raised=raised_quotient(t.dividend, t.divisor),
        ),
        then="""
            dividend:int      | cut:int          | rounded:int      | raised:int
            9223372036854775807  | 9223372036854  | 9223372036855  | 9223372036855
            -9223372036854775807 | -9223372036854 | -9223372036855 | -9223372036854
            7                 | 3                | 4                | 4
            -7                | -3               | -4               | -3
            6                 | 2                | 2                | 2
            0                 | 0                | 0                | 0
            1                 | 0                | 0                | 1
            9007199254740993  | 1286742750677284 | 1286742750677285 | 1286742750677285
            4503599627370497  | 2251799813685248 | 2251799813685249 | 2251799813685249
                              |                  |                  |
        """,
    )


def test_what_is_missing_is_never_negative_and_unknown_stays_unknown(spec):
    spec(
        given="""
            customer_id:str | missing:fen
            A               | 0.01
            B               | 0.00
            C               | -5.00
            D               |
        """,
        when=lambda t: t.mutate(gap=not_negative(t.missing)),
        then="""
            customer_id:str | gap:fen
            A               | 0.01
            B               | 0.00
            C               | 0.00
            D               |
        """,
    )
