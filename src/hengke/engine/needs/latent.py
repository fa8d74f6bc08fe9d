"""Needs that follow from what customers do: rules of tags that name a class of needs."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.features.json_text import json_object
from hengke.engine.needs.columns import LATENT_NEEDS
from hengke.engine.rules import books
from hengke.engine.stamp import STAMP
from hengke.engine.tagging.library import CheckedLibrary, CheckedTag

COLUMNS = tuple(name for name in LATENT_NEEDS if name not in STAMP)


def concluding(library: CheckedLibrary) -> tuple[CheckedTag, ...]:
    """The tags whose rule concludes that there is a need."""
    return tuple(one for one in library.tags if one.tag.need)


def latent(features: ir.Table, rules: Sequence[CheckedTag]) -> ir.Table:
    """LATENT_NEEDS without the stamp; one row per customer and rule that is true, with the values
    that made it so. What is unknown concludes nothing.

    `features` holds what the rules read; at least one rule.
    """
    found = [_of_rule(features, one) for one in rules]
    return found[0] if len(found) == 1 else ibis.union(found[0], *found[1:])


def _of_rule(features: ir.Table, one: CheckedTag) -> ir.Table:
    holds = books.expression(one.tree, features).cast("boolean").fill_null(False)
    rows = features.filter(holds)
    return rows.select(
        "customer_id",
        code=ibis.literal(one.tag.code),
        need_class=ibis.literal(one.tag.need),
        facts=json_object({name: rows[name] for name in one.reads}),
        policy_version=ibis.literal(one.tag.version),
    ).select(*COLUMNS)
