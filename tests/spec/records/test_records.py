"""The customer's record: household, debts, branch; what each account holds; latest bookings."""

from __future__ import annotations

from datetime import date

from tests.spec.records.books import GAPS, book

from hengke.engine.features.holdings import holdings
from hengke.engine.features.movements import movements
from hengke.engine.features.records import customer_records
from hengke.engine.results import INDEXES

AS_OF = date(2026, 3, 31)
PEOPLE = """
    customer_id:str | kind:str | name:str | name_key:str | phone:str | phone_tail_key:str | branch_id:str | manager_id:str | status:str
    A               | person   | ~a.name  | n1           | ~a.phone  | p1                 | B1            | S1             | active
    B               | person   | ~b.name  | n2           | ~b.phone  |                    | ''            |                | active
    C               | person   |          |              |           |                    |               |                | closed
    D               | person   |          |              |           |                    |               |                | active
"""
UNSAID = (
    "gender", "id_type", "id_number", "email", "address", "region", "occupation", "industry",
    "income_level", "risk_level",
    *(key for key in INDEXES if key not in ("name_key", "phone_tail_key")),
)  # fmt: skip
UNDATED = ("birth_date", "risk_assessed_on", "id_expires_on", "closed_on")
KNOWN = """
    customer_id:str | known_from:date | opened_on:date | branch_id:str | manager_id:str
    A               | 2026-01-01      | 2020-01-01     | B1            | S1
    B               | 2026-01-01      |                | ''            |
    C               | 2026-01-01      |                |               |
    D               | 2026-04-01      | 2026-04-01     |               |
"""
STRETCHES = """
    account_id:str | family:str   | native_minor:fen | minor:fen | from_on:date | until_on:date | daily:bool
    1              | term_deposit | 100.00           | 100.00    | 2026-01-01   | 2026-04-01    | true
    2              | fund         | 10.00            | 72.00     | 2026-01-01   | 2026-03-11    | true
    3              | loan         | -30.00           | -30.00    | 2026-01-01   | 2026-04-01    | true
"""
SHARES = """
    account_id:str | customer_id:str | share_ppm:int | first:bool
    1              | A               | 600000        | true
    1              | B               | 400000        | false
    2              | B               | 1000000       | true
    3              | A               | 1000000       | true
    4              | C               | 1000000       | true
    5              | A               | 1000000       | true
    6              | A               | 1000000       | true
"""
LOAN_STATUS = """
    account_id:str | status_date:date | outstanding_minor:fen | currency:str
    4              | 2026-02-28       | 9.00                  | CNY
    4              | 2026-03-31       | 8.00                  | CNY
    4              | 2026-04-30       | 7.00                  | CNY
"""

BOOKINGS = """
    transaction_id:str | account_id:str | booked_on:date | occurred_at:date | amount_minor:fen | currency:str | kind:str | channel:str | counterparty_kind:str
    1                  | 1              | 2026-03-01     |                  | 1.00             | CNY          |          |             |
    2                  | 1              | 2026-03-02     |                  | 2.00             | CNY          |          |             |
    3                  | 2              | 2026-03-03     |                  | 3.00             | CNY          |          |             |
    4                  | 3              | 2026-04-01     |                  | 4.00             | CNY          |          |             |
    5                  | 3              | 2026-03-02     |                  | 5.00             | CNY          |          |             |
"""


def people() -> str:
    """The customers, with every column of the contract that the record takes over."""
    header, *rows = [line for line in PEOPLE.splitlines() if line.strip()]
    more = "".join(f" | {name}:str" for name in UNSAID)
    more += "".join(f" | {name}:date" for name in UNDATED)
    return "\n".join([header + more] + [row + " |" * len(UNSAID + UNDATED) for row in rows])


def test_household_assets_count_a_joint_account_once_and_everybody_known_has_a_branch(spec):
    spec(
        given={
            "customers": people(),
            "known": KNOWN,
            "stretches": STRETCHES,
            "shares": SHARES,
            "gaps": """
                account_id:str | family:str | from_on:date | until_on:date | reason:str
                4              | loan       | 2026-01-01   | 2026-04-01    | no_balances
            """,
            "households": "customer_id:str | household_id:str\n A | A\n B | A\n C | C\n D | D",
            "loan_status": LOAN_STATUS,
        },
        when=lambda s: customer_records(book(s), as_of=AS_OF),
        then="""
            customer_id:str | name_key:str | phone_tail_key:str | opened_on:date | branch_id:str | manager_id:str | household_id:str | aum_minor:fen | household_aum_minor:fen | liability_minor:fen | currency:str
            A               | n1           | p1                 | 2020-01-01     | B1            | S1             | A                | 60.00         | 100.00                  | 30.00               | CNY
            B               | n2           |                    |                | unassigned    | ''             | A                | 40.00         | 100.00                  | 0                   | CNY
            C               |              |                    |                | unassigned    | ''             | C                | 0             | 0                       | 8.00                | CNY
        """,
    )


def test_a_bank_that_delivers_no_debts_says_of_nobody_that_nothing_is_owed(spec):
    spec(
        given={
            "customers": people(),
            "known": KNOWN,
            "stretches": "\n".join(STRETCHES.strip().splitlines()[:3]),
            "shares": SHARES,
            "gaps": GAPS,
            "households": "customer_id:str | household_id:str\n A | A\n B | A\n C | C\n D | D",
            "loan_status": LOAN_STATUS.strip().splitlines()[0],
        },
        when=lambda s: customer_records(book(s), as_of=AS_OF),
        then="""
            customer_id:str | aum_minor:fen | liability_minor:fen
            A               | 60.00         |
            B               | 40.00         |
            C               | 0             |
        """,
    )


def test_a_holding_shows_the_last_known_balance_with_its_own_date(spec):
    spec(
        given={
            "known": KNOWN,
            "stretches": STRETCHES,
            "shares": SHARES,
            "gaps": """
                account_id:str | family:str | from_on:date | until_on:date | reason:str
                2              | fund       | 2026-03-11   | 2026-04-01    | between_snapshots
                4              | loan       | 2026-01-01   | 2026-04-01    | no_balances
            """,
            "products": "product_id:str | name:str | family:str\n T | Term | term_deposit",
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date | closed_on:date | status:str | matures_on:date | rate_e8:int
                1              | A               | T              | CNY          | 2025-01-01     |                | open       | 2027-01-01      | 1500000
                2              | B               | F              | USD          |                |                |            |                 |
                3              | A               | L              | CNY          |                |                |            |                 |
                4              | C               | L              | CNY          | 2026-01-01     |                |            |                 |
                5              | A               | T              | CNY          |                | 2026-03-01     |            |                 |
                6              | A               | T              | CNY          |                |                | open       |                 |
            """,
            "account_holders": """
                account_id:str | customer_id:str | role:str
                1              | A               | owner
                1              | B               | joint
                6              | C               | disponent
            """,
        },
        when=lambda s: holdings(book(s), as_of=AS_OF),
        then="""
            customer_id:str | account_id:str | product_name:str | role:str  | share_ppm:int | balance_minor:fen | home_minor:fen | balance_date:date | currency:str
            A               | 1              | Term             | owner     | 600000        | 100.00            | 60.00          | 2026-03-31        | CNY
            B               | 1              | Term             | joint     | 400000        | 100.00            | 40.00          | 2026-03-31        | CNY
            B               | 2              |                  | owner     | 1000000       | 10.00             | 72.00          | 2026-03-10        | USD
            A               | 3              |                  | owner     | 1000000       | -30.00            | -30.00         | 2026-03-31        | CNY
            C               | 4              |                  | owner     | 1000000       |                   |                |                   | CNY
            A               | 6              | Term             | owner     | 1000000       | 0                 | 0              | 2026-03-31        | CNY
            C               | 6              | Term             | disponent | 0             | 0                 | 0              | 2026-03-31        | CNY
        """,
    )


def test_days_unknown_in_several_pieces_show_the_balance_before_the_first_of_them(spec):
    """A gap is cut where its reason changes, and by the seal of a month."""
    spec(
        given={
            "known": KNOWN,
            "stretches": STRETCHES,
            "shares": SHARES,
            "gaps": """
                account_id:str | family:str | from_on:date | until_on:date | reason:str
                2              | fund       | 2026-02-01   | 2026-02-03    | between_snapshots
                2              | fund       | 2026-03-11   | 2026-03-20    | between_snapshots
                2              | fund       | 2026-03-20   | 2026-03-31    | rows_in_quarantine
                2              | fund       | 2026-03-31   | 2026-04-01    | rows_in_quarantine
                6              | fund       | 2026-03-30   | 2026-04-01    | between_snapshots
            """,
            "products": "product_id:str | name:str | family:str\n T | Term | term_deposit",
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date | closed_on:date | status:str | matures_on:date | rate_e8:int
                2              | B               | F              | USD          |                |                |            |                 |
                6              | A               | T              | CNY          | 2026-03-30     |                | open       |                 |
            """,
            "account_holders": "account_id:str | customer_id:str | role:str\n 6 | A | owner",
        },
        when=lambda s: holdings(book(s), as_of=AS_OF),
        then="""
            customer_id:str | account_id:str | balance_minor:fen | home_minor:fen | balance_date:date
            B               | 2              | 10.00             | 72.00          | 2026-03-10
            A               | 6              |                   |                |
        """,
    )


def test_only_the_latest_bookings_are_shown_and_none_after_the_business_date(spec):
    spec(
        given={
            "known": KNOWN,
            "stretches": STRETCHES,
            "shares": SHARES,
            "gaps": GAPS,
            "transactions": BOOKINGS,
        },
        when=lambda s: movements(book(s), as_of=AS_OF, settled=None, most=2),
        then="""
            customer_id:str | transaction_id:str | amount_minor:fen | as_of:date
            A               | 2                  | 2.00             | 2026-03-31
            A               | 5                  | 5.00             | 2026-03-31
            B               | 2                  | 2.00             | 2026-03-31
            B               | 3                  | 3.00             | 2026-03-31
        """,
    )


def test_of_the_days_up_to_a_settled_one_as_many_bookings_are_shown_as_of_those_after_it(spec):
    spec(
        given={
            "known": KNOWN,
            "stretches": STRETCHES,
            "shares": SHARES,
            "gaps": GAPS,
            "transactions": BOOKINGS,
        },
        when=lambda s: movements(book(s), as_of=AS_OF, settled=date(2026, 3, 1), most=1),
        then="""
            customer_id:str | transaction_id:str | as_of:date
            A               | 1                  | 2026-03-01
            A               | 5                  | 2026-03-31
            B               | 1                  | 2026-03-01
            B               | 3                  | 2026-03-31
        """,
    )
