"""Who belongs together: households from family relations, groups from those of business.

Relations in force on a day join (connected components); the smallest customer number in it names
a household or a group.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import day

FAMILY_KINDS = ("household", "spouse", "parent")
BUSINESS_KINDS = ("group", "shareholder", "guarantor")
ROUNDS = 4
"""Each round doubles the reach and adds a step: chains of up to 30 relatives, far beyond a family;
`check_households` finds any that is longer, and a run counts them in its notes."""


def in_force(relations: ir.Table, *, on: date) -> ir.Table:
    """Relations that had begun and had not ended on the day; both ends are counted."""
    begun = relations.valid_from.isnull() | (relations.valid_from <= day(on))
    lasting = relations.valid_to.isnull() | (relations.valid_to >= day(on))
    return relations.filter(begun, lasting)


def links(relations: ir.Table, *, on: date, kinds: Collection[str]) -> ir.Table:
    """Relations of these kinds in force on the day, in both directions; one row per direction."""
    found = in_force(relations, on=on).filter(_.kind.isin(kinds))
    there = found.select("customer_id", "related_id")
    back = found.select(customer_id=found.related_id, related_id=found.customer_id)
    return ibis.union(there, back, distinct=True)


def households(
    customers: ir.Table, relations: ir.Table, *, on: date, keep: Keep = lazily
) -> ir.Table:
    """`household_id` of every customer; one row per customer.

    Household, spouse and parent relations join; somebody without any is a household of one.
    """
    return joined_by(customers, links(relations, on=on, kinds=FAMILY_KINDS), keep=keep)


def groups(customers: ir.Table, relations: ir.Table, *, on: date, keep: Keep = lazily) -> ir.Table:
    """`household_id` of every customer where business relations join as well; one row per customer.

    Shareholders, guarantors and members of a group answer for each other, and families with them.
    """
    kinds = (*FAMILY_KINDS, *BUSINESS_KINDS)
    return joined_by(customers, links(relations, on=on, kinds=kinds), keep=keep)


def joined_by(customers: ir.Table, found: ir.Table, *, keep: Keep = lazily) -> ir.Table:
    """customer_id, household_id from links in both directions; one row per customer."""
    both = keep("links", found)
    labels = _members(both)
    for turn in range(ROUNDS):
        labels = keep(f"labels_{turn}", _spread(labels, both))
    joined = customers.select("customer_id").left_join(labels, "customer_id")
    return joined.select(
        "customer_id", household_id=joined.household_id.coalesce(joined.customer_id)
    )


def check_households(labels: ir.Table, relations: ir.Table, *, on: date) -> ir.Table:
    """Relatives that were not brought together (a chain too long); one row per link."""
    family = links(relations, on=on, kinds=FAMILY_KINDS)
    near = family.inner_join(labels, "customer_id")
    far = labels.select(related_id="customer_id", other_id="household_id")
    both = near.inner_join(far, "related_id")
    return both.filter(both.household_id != both.other_id).select(
        "customer_id", rule=ibis.literal("household_too_long"), detail=both.related_id
    )


def _members(both: ir.Table) -> ir.Table:
    """Everyone with a relative starts with the smallest number among self and relatives."""
    nearest = both.group_by("customer_id").agg(lowest=both.related_id.min())
    return nearest.select(
        "customer_id", household_id=ibis.least(nearest.customer_id, nearest.lowest)
    )


def _spread(labels: ir.Table, both: ir.Table) -> ir.Table:
    """One round: take the smallest label among relatives, then the label of that label."""
    theirs = labels.select(related_id="customer_id", theirs="household_id")
    reached = (
        both.inner_join(theirs, "related_id").group_by("customer_id").agg(nearest=_.theirs.min())
    )
    merged = labels.inner_join(reached, "customer_id").mutate(
        household_id=ibis.least(_.household_id, _.nearest)
    )
    onward = merged.select(household_id="customer_id", onward="household_id")
    jumped = merged.left_join(onward, "household_id")
    return jumped.select("customer_id", household_id=ibis.least(jumped.household_id, jumped.onward))
