"""All tags of a whole book in one pass: a flag per tag, and each customer's codes as a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import whole_sum
from hengke.engine.rules import books
from hengke.engine.tagging.library import CheckedLibrary

FLAG = "is_"


def flags(features: ir.Table, library: CheckedLibrary) -> ir.Table:
    """customer_id and `is_<code>` per tag with a rule: true, false, or null where unknown."""
    columns = {
        f"{FLAG}{one.tag.code}": books.expression(one.tree, features).cast("boolean")
        for one in library.tags
    }
    return features.select("customer_id", **columns)


def tags(flagged: ir.Table, codes: Sequence[str]) -> ir.Table:
    """customer_id, codes, unknown: what is true and what is not known, in the library's order."""
    true = _listed(flagged, codes, lambda flag: flag.fill_null(False))
    unknown = _listed(flagged, codes, lambda flag: flag.isnull())
    return flagged.select("customer_id", codes=true, unknown=unknown)


def counts(flagged: ir.Table, codes: Sequence[str]) -> ir.Table:
    """One row: `true_<code>` and `null_<code>` per tag, numbers of customers."""
    sums: dict[str, Any] = {}
    for code in codes:
        flag = flagged[f"{FLAG}{code}"]
        sums[f"true_{code}"] = _number(flag.fill_null(False))
        sums[f"null_{code}"] = _number(flag.isnull())
    return flagged.aggregate(**sums)


def doubled(flagged: ir.Table, groups: Sequence[Sequence[str]]) -> ir.Table:
    """One row: `group_<n>` per group of codes, customers who have more than one of it."""
    sums = {}
    for at, codes in enumerate(groups):
        parts = [flagged[f"{FLAG}{code}"].fill_null(False).cast("int64") for code in codes]
        sums[f"group_{at}"] = _number(sum(parts[1:], parts[0]) > 1)
    return flagged.aggregate(**sums)


def _number(flag: Any) -> Any:
    """For how many rows it is true."""
    return whole_sum(flag.cast("int64"))


def _listed(table: ir.Table, codes: Sequence[str], holds: Callable[[Any], Any]) -> Any:
    """Codes between spaces; an empty text where there is none."""
    parts = [
        ibis.ifelse(holds(table[f"{FLAG}{code}"]), ibis.literal(f"{code} "), ibis.literal(""))
        for code in codes
    ]
    if not parts:
        return ibis.literal("")
    whole = parts[0].concat(*parts[1:]) if len(parts) > 1 else parts[0]
    return ibis.ifelse(whole == "", whole, ibis.literal(" ").concat(whole))
