"""Which assessment of a customer counts."""

from __future__ import annotations

import pytest
from tests.spec.recommendation.policies import AS_OF, GATE

from hengke.engine.recommendation import standing

PEOPLE = """
    customer_id:str | kind:str    | age:int | status:str | tier:str | tier_rank:int
    good            | person      | 40      | active     | gold     | 1
    tomorrow        | person      | 40      | active     | gold     | 1
    only_tomorrow   | person      | 40      | active     | gold     | 1
    over            | person      | 40      | active     |          |
    short           | person      | 40      | active     | gold     | 1
    often           | person      | 40      | active     | gold     | 1
    nine            | person      | 40      | active     | gold     | 1
    record          | institution |         |            | gold     | 1
    undated         |             | 40      | active     | gold     | 1
    none            | person      | 40      | active     | gold     | 1
"""
NINE = "\n".join(f"    n{number} | nine | 2026-{number:02}-15 | C3 |" for number in range(1, 10))
ASSESSMENTS = f"""
    assessment_id:str | customer_id:str | assessed_on:date | risk_level:str | valid_through:date
    g1                | good            | 2025-01-10       | C4             |
    g2                | good            | 2026-01-10       | C3             |
    t1                | tomorrow        | 2026-01-10       | C2             |
    t2                | tomorrow        | 2026-10-24       | C5             |
    o1                | only_tomorrow   | 2026-10-24       | C5             |
    v1                | over            | 2025-10-23       | C5             |
    s1                | short           | 2026-09-01       | C5             | 2026-10-22
    f1                | often           | 2026-09-01       | C1             |
    f2                | often           | 2026-09-01       | C2             |
    f3                | often           | 2026-09-01       | C5             |
{NINE}
"""
CUSTOMERS = """
    customer_id:str | risk_level:str | risk_assessed_on:date
    good            | C3             | 2026-01-10
    record          | C4             | 2026-05-05
    undated         | C4             |
    none            |                |
"""


def standings(t):
    rows = standing.assessments(t.table, t.customers)
    return standing.standing(t.people, standing.judged(rows, GATE, as_of=AS_OF))


@pytest.mark.requirement("R094")
@pytest.mark.requirement("L09")
def test_the_newest_that_counts_decides_and_where_none_does_the_newest_says_why(spec):
    """A third one of a day, a ninth of twelve months and one of tomorrow count for nothing."""
    spec(
        given={"people": PEOPLE, "table": ASSESSMENTS, "customers": CUSTOMERS},
        when=standings,
        then="""
            customer_id:str | state:str    | level:int | assessed_on:date | times_day:int | times_year:int | level_before:int | person:int
            good            | valid        | 3         | 2026-01-10       | 1             | 1              | 4                | 1
            tomorrow        | valid        | 2         | 2026-01-10       | 1             | 1              |                  | 1
            only_tomorrow   | dated_ahead  | 5         | 2026-10-24       | 1             | 1              |                  | 1
            over            | expired      | 5         | 2025-10-23       | 1             | 1              |                  | 1
            short           | expired      | 5         | 2026-09-01       | 1             | 1              |                  | 1
            often           | valid        | 2         | 2026-09-01       | 2             | 2              | 1                | 1
            nine            | valid        | 3         | 2026-08-15       | 1             | 8              | 3                | 1
            record          | valid        | 4         | 2026-05-05       | 1             | 1              |                  | 0
            undated         | undated      | 4         |                  |               |                |                  | 1
            none            | not_assessed |           |                  |               |                |                  | 1
        """,
    )
