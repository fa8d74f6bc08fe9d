"""Households: who belongs together, from family relations (connected components)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import day

FAMILY_KINDS = ("household", "spouse", "parent")
ROUNDS = 4
"""Each round doubles the reach and adds a step: chains of up to 30 relatives, far beyond a family;
`check_households` reports any that is longer."""


def family_links(relations: ir.Table, *, on: date) -> ir.Table:
    """Family relations in force on the day, in both directions; one row per direction."""
    begun = relations.valid_from.isnull() | (relations.valid_from <= day(on))
    lasting = relations.valid_to.isnull() | (relations.valid_to >= day(on))
    links = relations.filter(relations.kind.isin(FAMILY_KINDS), begun, lasting)
    there = links.select("customer_id", "related_id")
    back = links.select(customer_id=links.related_id, related_id=links.customer_id)
    return ibis.union(there, back, distinct=True)


def households(
    customers: ir.Table, relations: ir.Table, *, on: date, keep: Keep = lazily
) -> ir.Table:
    """`household_id` of every customer, the smallest customer number in it; one row per customer.

    Household, spouse and parent relations in force on the day join; somebody without any is a
    household of one.
    """
    links = keep("family_links", family_links(relations, on=on))
    labels = _members(links)
    for turn in range(ROUNDS):
        labels = keep(f"family_labels_{turn}", _spread(labels, links))
    found = customers.select("customer_id").left_join(labels, "customer_id")
    return found.select("customer_id", household_id=found.household_id.coalesce(found.customer_id))


def check_households(labels: ir.Table, relations: ir.Table, *, on: date) -> ir.Table:
    """Relatives that were not brought together (a chain too long); one row per link."""
    links = family_links(relations, on=on)
    near = links.inner_join(labels, "customer_id")
    far = labels.select(related_id="customer_id", other_id="household_id")
    both = near.inner_join(far, "related_id")
    return both.filter(both.household_id != both.other_id).select(
        "customer_id", rule=ibis.literal("household_too_long"), detail=both.related_id
    )


def _members(links: ir.Table) -> ir.Table:
    """Everyone with a relative starts with the smallest number among self and relatives."""
    nearest = links.group_by("customer_id").agg(lowest=links.related_id.min())
    return nearest.select(
        "customer_id", household_id=ibis.least(nearest.customer_id, nearest.lowest)
    )


def _spread(labels: ir.Table, links: ir.Table) -> ir.Table:
    """One round: take the smallest label among relatives, then the label of that label."""
    theirs = labels.select(related_id="customer_id", theirs="household_id")
    reached = (
        links.inner_join(theirs, "related_id").group_by("customer_id").agg(nearest=_.theirs.min())
    )
    merged = labels.inner_join(reached, "customer_id").mutate(
        household_id=ibis.least(_.household_id, _.nearest)
    )
    onward = merged.select(household_id="customer_id", onward="household_id")
    jumped = merged.left_join(onward, "household_id")
    return jumped.select("customer_id", household_id=ibis.least(jumped.household_id, jumped.onward))
