"""One question for the page of a segment: what its rule means, for how many it holds, who the first
of them are and why. One engine answers all of it, in one process.
"""

from __future__ import annotations

from typing import Any

from hengke.engine.rules import books
from hengke.engine.rules.tree import columns
from hengke.pipelines import tagging
from hengke.pipelines.tagging import Desk

Answer = dict[str, Any]


def page(desk: Desk, text: str, *, after: str = "", limit: int) -> Answer:
    """`meaning` (as `tagging.examined`); of a rule that is one also `numbers` (as `counted`),
    `customers` behind `after` in the order of their numbers, and `reasons` (as `explained`) of
    each of them."""
    meaning = tagging.examined(desk, text)
    if not meaning["valid"]:
        return {"meaning": meaning}
    tree = desk.tree(desk.rule(text))
    names = columns(tree)
    with desk.features(names) as (catalog, table):
        holds = books.expression(tree, table).cast("boolean")
        numbers = catalog.arrow(tagging.sums(table.select(is_0=holds))).to_pylist()[0]
        chosen = table.filter(holds.fill_null(False) & (table.customer_id > after))
        rows = catalog.arrow(chosen.order_by("customer_id").limit(limit)).to_pylist()
    currency = desk.home.settings().currency
    return {
        "meaning": meaning,
        "numbers": tagging.numbered(desk, names, numbers),
        "customers": [row["customer_id"] for row in rows],
        "reasons": {row["customer_id"]: tagging.told(desk, tree, row, currency) for row in rows},
    }
