"""Who holds which families of products, counted: the baskets that rules are found in."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

HELD = "has_"
"""Features of the rule language: does the customer hold something of this family?"""


def baskets(features: ir.Table, records: ir.Table, families: Sequence[str]) -> ir.Table:
    """One row per book and kind of basket: branch_id, manager_id, has_FAMILY..., customers.

    `features` has the flags of the customers looked at; of whom any is unknown is not counted.
    """
    flags = [f"{HELD}{family}" for family in families]
    known = features.filter(*(features[flag].notnull() for flag in flags))
    place = records.select("customer_id", "branch_id", "manager_id")
    rows = known.select("customer_id", *flags).inner_join(place, "customer_id")
    return rows.group_by("branch_id", "manager_id", *flags).agg(customers=rows.customer_id.count())
