"""Enquiries by subject, worked out by hand; and the needs that rules conclude from them."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir
import pytest
from tests.spec.records.books import GAPS, SHARES, STRETCHES, book

from hengke.engine.enquiries.counts import enquiries
from hengke.engine.needs.latent import concluding, latent
from hengke.engine.tagging.library import checked
from hengke.policies.enquiries import load
from hengke.policies.tagging import load as tags

AS_OF = date(2026, 3, 31)
EMPTY = {"gaps": GAPS, "stretches": STRETCHES, "shares": SHARES}
EVENTS = """
    customer_id:str | occurred_at:instant | kind:str | topic:str
    A               | 2025-10-01T02:00:00 | login    |
    A               | 2026-03-31T02:00:00 | query    | exchange_rates
    A               | 2026-03-02T02:00:00 | page     | foreign_exchange
    A               | 2026-03-01T15:59:59 | query    | exchange_rates
    A               | 2026-01-01T02:00:00 | query    | exchange_rates
    A               | 2025-12-31T02:00:00 | query    | exchange_rates
    A               | 2026-03-31T17:00:00 | query    | exchange_rates
    A               | 2026-03-15T02:00:00 | login    | exchange_rates
    A               | 2026-03-15T02:00:00 | query    | settings
    B               | 2026-03-15T02:00:00 | query    | insurance
"""
KNOWN = "customer_id:str | known_from:date\nA | 2025-01-01\nB | 2025-01-01\nC | 2026-03-01"


def counted(tables) -> ir.Table:
    return enquiries(book(tables, until=AS_OF), policy=load(on=AS_OF), as_of=AS_OF)


def test_pages_and_queries_of_a_subject_in_thirty_and_ninety_days(spec):
    """Of A two in the 30 days from 2 to 31 March at the bank: a log-in is none, 17:00 UTC is April
    there, and 15:59:59 UTC the last second of 1 March; in the 90 days from 1 January that one and
    another."""
    spec(
        given={**EMPTY, "digital_events": EVENTS, "known": KNOWN},
        when=counted,
        then="""
            customer_id:str | fx_30d:int | fx_90d:int | insurance_30d:int | loans_90d:int | unknown_reason:str
            A               | 2          | 4          | 0                 | 0             |
            B               | 0          | 0          | 1                 | 0             |
            C               | 0          | 0          | 0                 | 0             |
        """,
    )  # fmt: skip


def test_where_the_log_begins_within_the_days_the_number_is_unknown(spec):
    """It begins on 15 February: 45 days back. C came later, so all of C is told."""
    spec(
        given={**EMPTY, "known": KNOWN, "digital_events": """
            customer_id:str | occurred_at:instant | kind:str | topic:str
            A               | 2026-02-15T02:00:00 | query    | exchange_rates
        """},
        when=counted,
        then="""
            customer_id:str | fx_30d:int | fx_90d:int | unknown_reason:str
            A               | 0          |            | events are delivered for less than the days that are counted
            B               | 0          |            | events are delivered for less than the days that are counted
            C               | 0          | 0          |
        """,
    )  # fmt: skip


def test_without_events_nothing_is_known(spec):
    spec(
        given={**EMPTY, "known": KNOWN, "digital_events":
               "customer_id:str | occurred_at:instant | kind:str | topic:str"},
        when=counted,
        then="""
            customer_id:str | fx_30d:int | unknown_reason:str
            A               |            | what customers do online was not delivered
            B               |            | what customers do online was not delivered
            C               |            | what customers do online was not delivered
        """,
    )  # fmt: skip


@pytest.mark.requirement("R078")
def test_who_asks_for_exchange_rates_three_times_in_thirty_days_may_need_payments_abroad(spec):
    """What is not known concludes nothing; the facts of the night stand beside the need."""
    (rule,) = [one for one in concluding(checked(tags(on=AS_OF)))
               if one.tag.code == "latent_cross_border"]  # fmt: skip
    spec(
        given="""
            customer_id:str | enquiries_fx_30d:int
            A               | 3
            B               | 2
            C               |
            D               | 11
        """,
        when=lambda table: latent(table, [rule]),
        then="""
            customer_id:str | code:str            | need_class:str | facts:str
            A               | latent_cross_border | cross_border   | {"enquiries_fx_30d": 3}
            D               | latent_cross_border | cross_border   | {"enquiries_fx_30d": 11}
        """,
    )  # fmt: skip
