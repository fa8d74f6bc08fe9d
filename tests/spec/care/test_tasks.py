"""What becomes a task, how it is keyed, and in which order it stands on the day's list."""

from __future__ import annotations

from datetime import date

from tests.spec.records.books import GAPS, book

from hengke.engine.care.tasks import tasks
from hengke.policies import care

AS_OF = date(2026, 3, 20)
POLICY = care.load(on=AS_OF)
QUIET = {
    "known": "customer_id:str | known_from:date\n A | 2026-01-01",
    "stretches": """
        account_id:str | family:str | minor:fen | from_on:date | until_on:date | daily:bool
    """,
    "shares": "account_id:str | customer_id:str | share_ppm:int | first:bool",
    "gaps": GAPS,
    "accounts": "account_id:str | matures_on:date",
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
    """,
    "market_rates": "rate_date:date | kind:str | base:str | quote:str | rate_e8:int",
    "records": """
        customer_id:str | kind:str | status:str | birth_date:date | risk_assessed_on:date | id_expires_on:date | opened_on:date | aum_minor:fen
    """,
    "positions": """
        customer_id:str | effective_rank:int | effective_tier:str | next_assessment_on:date | state:str  | average_so_far_minor:fen | keep_floor_minor:fen | gap_to_keep_minor:fen | gap_to_next_minor:fen | next_floor_minor:fen | fails_used:int | fails_allowed:int | fall_probability:float | aum_30d_ago_minor:fen | outflow_30d_minor:fen
    """,
}  # fmt: skip


def proposed(s):
    return tasks(book(s), records=s.records, positions=s.positions, policy=POLICY, as_of=AS_OF)


def test_tiers_at_risk_and_within_reach_become_tasks_ordered_by_what_is_at_stake(spec):
    spec(
        given=QUIET
        | {
            "records": """
                customer_id:str | kind:str | status:str | birth_date:date | risk_assessed_on:date | id_expires_on:date | opened_on:date | aum_minor:fen
                short           | person   | active     |                 |                       |                    |                | 490,000.00
                likely          | person   | active     |                 |                       |                    |                | 600,000.00
                failing         | person   |            |                 |                       |                    |                | 510,000.00
                safe            | person   | active     |                 |                       |                    |                | 900,000.00
                near            | person   | active     |                 |                       |                    |                | 480,000.00
                far             | person   | active     |                 |                       |                    |                | 100,000.00
                gone            | person   | deceased   |                 |                       |                    |                | 490,000.00
                by_hand         | person   | active     |                 |                       |                    |                | 490,000.00
            """,
            "positions": """
                customer_id:str | effective_rank:int | effective_tier:str | next_assessment_on:date | state:str  | average_so_far_minor:fen | keep_floor_minor:fen | gap_to_keep_minor:fen | gap_to_next_minor:fen | next_floor_minor:fen | fails_used:int | fails_allowed:int | fall_probability:float | aum_30d_ago_minor:fen | outflow_30d_minor:fen
                short           | 2                  | platinum           | 2026-03-31              | normal     | 470,000.00               | 500,000.00           | 30,000.00             |                       |                      | 0              | 3                 | 0.5                    |                       |
                likely          | 2                  | platinum           | 2026-03-31              | normal     | 500,001.00               | 500,000.00           | 0                     |                       |                      | 0              | 3                 | 0.25                   |                       |
                failing         | 2                  | platinum           | 2026-03-31              | normal     | 500,000.00               | 500,000.00           | 0                     |                       |                      | 1              | 3                 |                        |                       |
                safe            | 2                  | platinum           | 2026-03-31              | normal     |                          |                      | 0                     | 4,100,000.00          | 5,000,000.00         | 0              | 3                 | 0.01                   |                       |
                near            | 1                  | gold               | 2026-03-31              | normal     |                          |                      | 0                     | 25,000.00             | 500,000.00           | 0              | 3                 | 0.01                   |                       |
                far             | 1                  | gold               | 2026-03-31              | normal     |                          |                      | 0                     | 25,000.01             | 500,000.00           | 0              | 3                 | 0.01                   |                       |
                gone            | 2                  | platinum           | 2026-03-31              | normal     |                          |                      | 30,000.00             |                       |                      | 0              | 3                 | 0.5                    |                       |
                by_hand         | 2                  | platinum           | 2026-03-31              | overridden |                          |                      | 30,000.00             |                       |                      | 0              | 3                 | 0.5                    |                       |
            """,
        },
        when=proposed,
        then="""
            task_key:str                 | customer_id:str | kind:str  | due_on:date | amount_minor:fen | currency:str | score:float | params:str
            downgrade:short:2026-03-31   | short   | downgrade | 2026-03-31 | 30,000.00 | CNY | 265416.67 | {"tier": "platinum", "gap_minor": 3000000, "above_minor": null, "days_left": 11, "fails_used": 0, "fails_allowed": 3, "probability_permille": 500}
            downgrade:likely:2026-03-31  | likely  | downgrade | 2026-03-31 |           | CNY | 162500.0  | {"tier": "platinum", "gap_minor": 0, "above_minor": 100, "days_left": 11, "fails_used": 0, "fails_allowed": 3, "probability_permille": 250}
            downgrade:failing:2026-03-31 | failing | downgrade | 2026-03-31 |           | CNY | 55250.0   | {"tier": "platinum", "gap_minor": 0, "above_minor": 0, "days_left": 11, "fails_used": 1, "fails_allowed": 3, "probability_permille": null}
            upgrade:near:2026-03-31      | near    | upgrade   | 2026-03-31 | 25,000.00 | CNY | 8125.0    | {"tier": "gold", "gap_minor": 2500000, "days_left": 11, "floor_minor": 50000000}
        """,
    )


def test_all_that_matures_within_days_is_one_task_and_a_large_outflow_is_another(spec):
    spec(
        given=QUIET
        | {
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-01-01
            """,
            "stretches": """
                account_id:str | family:str   | minor:fen | from_on:date | until_on:date | daily:bool
                1              | term_deposit | 8,000.00  | 2026-01-01   | 2026-04-01    | true
                2              | wealth       | 2,000.00  | 2026-01-01   | 2026-04-01    | true
                3              | wealth       | 70,000.00 | 2026-01-01   | 2026-04-01    | true
                4              | term_deposit | 9,999.99  | 2026-01-01   | 2026-04-01    | true
            """,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 1000000       | true
                2              | A               | 1000000       | true
                3              | A               | 1000000       | true
                4              | B               | 1000000       | true
            """,
            "accounts": """
                account_id:str | matures_on:date
                1              | 2026-03-27
                2              | 2026-03-21
                3              | 2026-03-28
                4              | 2026-03-21
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
                t1                 | 2              | 2026-03-01     | -30,000.00       | CNY          | other_bank
                t2                 | 2              | 2026-03-05     | -40,000.00       | CNY          | other_bank
                t3                 | 4              | 2026-03-05     | -60,000.00       | CNY          | other_bank
            """,
            "records": """
                customer_id:str | kind:str | status:str | birth_date:date | risk_assessed_on:date | id_expires_on:date | opened_on:date | aum_minor:fen
                A               | person   | active     |                 |                       |                    |                | 80,000.00
                B               | person   | active     |                 |                       |                    |                | 9,999.99
            """,
            "positions": """
                customer_id:str | effective_rank:int | effective_tier:str | next_assessment_on:date | state:str  | average_so_far_minor:fen | keep_floor_minor:fen | gap_to_keep_minor:fen | gap_to_next_minor:fen | next_floor_minor:fen | fails_used:int | fails_allowed:int | fall_probability:float | aum_30d_ago_minor:fen | outflow_30d_minor:fen
                A               | 0                  | mass               | 2026-03-31              | normal     |                          |                      |                       |                       |                      |                |                   |                        | 150,000.00            | 70,000.00
                B               | 0                  | mass               | 2026-03-31              | normal     |                          |                      |                       |                       |                      |                |                   |                        | 300,000.00            | 60,000.00
            """,
        },
        when=proposed,
        then="""
            task_key:str          | due_on:date | amount_minor:fen | score:float | params:str
            maturity:A:2026-03-21 | 2026-03-21  | 10,000.00 | 7500.0  | {"maturing_minor": 1000000, "maturing_on": "2026-03-21", "until": "2026-03-27"}
            outflow:A:2026-03-05  | 2026-03-08  | 70,000.00 | 70000.0 | {"outflow_minor": 7000000, "largest_on": "2026-03-05", "aum_minor": 8000000}
        """,
    )


def test_occasions_of_the_calendar_concern_those_above_the_lowest_tier(spec):
    spec(
        given=QUIET
        | {
            "records": """
                customer_id:str | kind:str    | status:str | birth_date:date | risk_assessed_on:date | id_expires_on:date | opened_on:date | aum_minor:fen
                today           | person      | active     | 1980-03-20      |                       |                    | 2020-01-01     | 50,000.00
                soon            | person      | active     | 1990-03-27      |                       |                    | 2020-01-01     | 50,000.00
                past            | person      | active     | 1990-03-19      |                       |                    | 2020-01-01     | 50,000.00
                firm            | institution | active     | 1990-03-20      |                       |                    | 2020-01-01     | 50,000.00
                mass            | person      | active     | 1990-03-20      | 2025-03-20            | 2026-03-20         | 2020-01-01     | 100.00
                due             | person      | active     |                 | 2025-04-19            | 2026-04-19         | 2020-01-01     | 50,000.00
                later           | person      | active     |                 | 2025-04-20            | 2026-04-20         | 2020-01-01     | 50,000.00
                long_ago        | person      | active     |                 | 2024-12-19            | 2025-12-19         | 2020-01-01     | 50,000.00
                fresh           | person      | active     |                 |                       |                    | 2026-03-01     | 50,000.00
            """,
            "positions": """
                customer_id:str | effective_rank:int | effective_tier:str | next_assessment_on:date | state:str  | average_so_far_minor:fen | keep_floor_minor:fen | gap_to_keep_minor:fen | gap_to_next_minor:fen | next_floor_minor:fen | fails_used:int | fails_allowed:int | fall_probability:float | aum_30d_ago_minor:fen | outflow_30d_minor:fen
                today           | 1 | gold | | | | | | | | | | | |
                soon            | 1 | gold | | | | | | | | | | | |
                past            | 1 | gold | | | | | | | | | | | |
                firm            | 1 | gold | | | | | | | | | | | |
                mass            | 0 | mass | | | | | | | | | | | |
                due             | 1 | gold | | | | | | | | | | | |
                later           | 1 | gold | | | | | | | | | | | |
                long_ago        | 1 | gold | | | | | | | | | | | |
                fresh           | 0 | mass | | | | | | | | | | | |
            """,
        },
        when=proposed,
        then="""
            task_key:str                   | due_on:date | score:float | params:str
            birthday:today:2026            | 2026-03-20  | 2000.0      | {"age": 46, "on": "2026-03-20"}
            birthday:soon:2026             | 2026-03-27  | 1125.0      | {"age": 36, "on": "2026-03-27"}
            risk_assessment:due:2025-04-19 | 2026-04-18  | 1033.33     | {"assessed_on": "2025-04-19", "ends_on": "2026-04-18"}
            risk_assessment:later:2025-04-20 | 2026-04-19 | 1032.26   | {"assessed_on": "2025-04-20", "ends_on": "2026-04-19"}
            id_expiry:due:2026-04-19       | 2026-04-19  | 1548.39     | {"expires_on": "2026-04-19"}
            welcome:fresh:2026-03-01       | 2026-03-11  | 5000.0      | {"opened_on": "2026-03-01", "days": 19, "aum_minor": 5000000}
        """,
    )
