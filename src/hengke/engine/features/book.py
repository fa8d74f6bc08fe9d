"""The book of a bank: who owns what, and what every account held on every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir

from hengke.engine.features.silver import Silver


@dataclass(frozen=True)
class Book:
    """The bank contract, read as far as `until`; money in `home` currency.

    `stretches`: what an account held, one row per account and run of days with one balance:
    account_id, product_id, family, currency, native_minor, minor (home currency; null = unknown,
    `reason` says why), from_on (in), until_on (out, never past the day after `until`), daily
    (false: known for that one day only), reason. Days on which an account held nothing have no row.

    `gaps`: days on which the balance of an account is unknown: account_id, family, from_on (in),
    until_on (out), reason. The two tables never overlap.

    `customers`: customer_id, kind, status, opened_on (the customer's, else of the first account),
    closed_on, branch_id, manager_id, known_from (first trace in any table; LONG_AGO where nothing
    is dated); one row per customer.

    `shares`: account_id, customer_id, share_ppm, first; one row per account and owner.
    `households`: customer_id, household_id; one row per customer, as related on `until`.
    """

    silver: Silver
    home: str
    until: date
    stretches: ir.Table
    shares: ir.Table
    customers: ir.Table
    households: ir.Table
    gaps: ir.Table
