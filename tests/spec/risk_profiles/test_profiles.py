"""Which assessment counts of a customer, and through which day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.records.books import GAPS, SHARES, STRETCHES, book

from hengke.engine.risk_profiles.profiles import risk_profiles

AS_OF = date(2026, 3, 31)
GIVEN = {
    "gaps": GAPS,
    "stretches": STRETCHES,
    "shares": SHARES,
    "known": "customer_id:str | known_from:date",
    "customers": """
        customer_id:str | risk_level:str | risk_assessed_on:date
        A               | C4             | 2026-01-15
        B               | C2             | 2024-02-29
        C               |                |
        D               | C5             | 2026-04-01
        E               | C3             | 2026-03-01
    """,
    "risk_assessments": """
        assessment_id:str | customer_id:str | assessed_on:date | risk_level:str | valid_through:date | preference:str | knowledge:str | channel:str | source:str
        1                 | A               | 2025-01-15       | C2             |                    | conservative   | low           | counter     | form
        2                 | A               | 2026-01-15       | C3             |                    | steady         | medium        | mobile      | form
        3                 | A               | 2026-01-15       | C4             | 2026-06-30         | aggressive     | high          | mobile      | form
        4                 | A               | 2026-04-01       | C5             |                    | aggressive     | high          | mobile      | form
        5                 | E               | 2026-02-01       | C1             | 2027-12-31         |                |               |             |
    """,
}  # fmt: skip


@pytest.mark.requirement("R009")
def test_the_newest_assessment_by_the_day_counts_and_holds_for_a_year_at_most(spec):
    """A: of two on one day the larger number, and none of tomorrow; the bank says an earlier end. B
    and E are told by the customer file alone, later than any assessment; D is dated ahead."""
    spec(
        given=GIVEN,
        when=lambda s: risk_profiles(
            book(s, until=AS_OF), as_of=AS_OF, valid_months=12, version="v"
        ),
        then="""
            customer_id:str | level:str | preference:str | knowledge:str | assessed_on:date | expires_on:date | channel:str | source:str | policy_version:str
            A               | C4        | aggressive     | high          | 2026-01-15       | 2026-06-30      | mobile      | form       | v
            B               | C2        |                |               | 2024-02-29       | 2025-02-28      |             |            | v
            E               | C3        |                |               | 2026-03-01       | 2027-02-28      |             |            | v
        """,
    )  # fmt: skip
