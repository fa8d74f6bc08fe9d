"""Who a group is, in the rule language, so that a finding opens the segment studio. Loads no
engine."""

from __future__ import annotations

from collections.abc import Mapping

from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.statistics.columns import BANK, EVERYBODY, UNTOLD, YES
from hengke.policies.statistics import Grouping


def expression(
    population: str, branch: str, grouping: str, slice_: str, bands: Mapping[str, Grouping],
    lacking: str = "",
) -> str:  # fmt: skip
    """Customers of the population who are in the group of the branch, and lack the product."""
    parts = [population]
    if branch != BANK:
        parts.append(f"branch_id = {_quoted(branch)}")
    if grouping != EVERYBODY:
        parts.append(_of_group(grouping, slice_, bands))
    if lacking:
        parts.append(lacking)
    return " and ".join(f"({one})" for one in parts) if len(parts) > 1 else population


def _of_group(grouping: str, slice_: str, bands: Mapping[str, Grouping]) -> str:
    firsts = bands[grouping].firsts if grouping in bands else ()
    if slice_ == UNTOLD:
        below = f" or {grouping} < {firsts[0]}" if firsts else ""
        return f"{grouping} is null{below}"
    if firsts:
        later = [one for one in firsts if one > int(slice_)]
        below = f" and {grouping} < {later[0]}" if later else ""
        return f"{grouping} >= {slice_}{below}"
    kind = CATALOGUE[grouping].kind
    if kind is Kind.FLAG:
        return grouping if slice_ == YES else f"not {grouping}"
    return f"{grouping} = {slice_ if kind is Kind.COUNT else _quoted(slice_)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
