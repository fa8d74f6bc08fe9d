"""Rows of STATISTICS: figures of every group that is large enough, feature by feature."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir

from hengke.engine.needs import groups as whole_groups
from hengke.engine.results import GOLD
from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.statistics import reasons, small
from hengke.engine.statistics.columns import (
    BANK,
    FEW,
    NAMED,
    NOT_COMPUTED,
    NOT_TOLD,
    QUANTILES,
    STRANGE,
)
from hengke.engine.statistics.figures import Placement, column, counted, described, measured, placed
from hengke.engine.statistics.rules import Asked
from hengke.engine.statistics.values import edges, numbers, unit, words
from hengke.pipelines.statistics.people import People

if TYPE_CHECKING:  # parts of the night read this package
    from hengke.pipelines.weighing.part import Weighing

ROWS_AT_ONCE = 20_000_000
"""Values that one statement sorts: so many lie in memory at a time."""
PPM = 1_000_000
Cell = tuple[str, str, str]
"""Branch, grouping and group."""
Row = dict[str, Any]


@dataclass
class Sizes:
    """Customers of every cell, and which cells may be shown."""

    customers: dict[Cell, int] = field(default_factory=dict)
    shown: set[Cell] = field(default_factory=set)


def rows(weighing: Weighing, asked: Asked, people: People, sizes: Sizes) -> list[Row]:
    """Rows without stamp and order"""
    policy = asked.policy
    told = [CATALOGUE[name] for name in policy.features if name not in people.absent]
    figures = [one for one in told if unit(one)]
    plain = [one for one in told if not unit(one)]
    found = _figures(weighing, asked, people, figures) if figures else {}
    counts = _words(weighing, people, plain) if plain else {}
    why = _reasons(weighing, people, told)
    made: list[Row] = []
    for name in policy.features:
        if name in people.absent:
            made += [_row(cell, name, sizes, policy.least_group, reason=NOT_COMPUTED)
                     for cell in sorted(sizes.shown)]  # fmt: skip
        elif unit(CATALOGUE[name]):
            made += _of_numbers(asked, CATALOGUE[name], found.get(name, {}), sizes)
        else:
            made += _of_words(asked, name, counts.get(name, {}), sizes)
    for row in made:
        if row["unknown_reason"] == NOT_TOLD:
            row["unknown_reason"] = why.get(row["feature"], NOT_TOLD)
    return made


def _reasons(weighing: Weighing, people: People, told: Sequence[Feature]) -> dict[str, str]:
    """By feature, the reason that most of the people have; one of a feature's whole, not of each
    group."""
    asked = {one.name: (one.source, reasons.column(one, [*GOLD.get(one.source, ())]))
             for one in told}  # fmt: skip
    sources: dict[str, tuple[ir.Table, list[str]]] = {}
    for source, name in dict.fromkeys(asked.values()):
        if name and source in weighing.results:
            sources.setdefault(source, (weighing.results[source], []))[1].append(name)
    if not sources:
        return {}
    rows = weighing.night.catalog.arrow(reasons.reasons(sources, people.table)).to_pylist()
    most: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda one: (one["customers"], one["reason"])):
        most[row["source"], row["column"]] = row["reason"]
    return {name: most[key] for name, key in asked.items() if key in most}


def _statements(people: People, features: int) -> Iterable[Sequence[Placement]]:
    at_once = max(1, ROWS_AT_ONCE // max(1, people.number * features))
    for first in range(0, len(people.placements), at_once):
        yield people.placements[first : first + at_once]


def _kept(weighing: Weighing, people: People, name: str, make: Any, of: list[Feature]) -> ir.Table:
    columns = sorted({column(one.grouping) for one in people.placements})
    return weighing.night.catalog.keep(name, make(people.table, of, columns))


def _figures(
    weighing: Weighing, asked: Asked, people: People, told: list[Feature]
) -> dict[str, dict[Cell, Row]]:
    cuts = {one.name: edges(one, asked.policy) for one in told}
    most = max(len(one) for one in cuts.values())

    def make(*asked_for: Any) -> ir.Table:
        return measured(numbers(*asked_for), cuts)

    values = _kept(weighing, people, "statistics_values", make, told)
    found: dict[str, dict[Cell, Row]] = {}
    for some in _statements(people, len(told)):
        table = weighing.night.catalog.arrow(described(placed(values, some), most=most))
        for row in table.to_pylist():
            found.setdefault(row["feature"], {})[_cell(row)] = row
    return found


def _words(
    weighing: Weighing, people: People, told: list[Feature]
) -> dict[str, dict[Cell, dict[str | None, int]]]:
    values = _kept(weighing, people, "statistics_words", words, told)
    found: dict[str, dict[Cell, dict[str | None, int]]] = {}
    for some in _statements(people, len(told)):
        for row in weighing.night.catalog.arrow(counted(placed(values, some))).to_pylist():
            cells = found.setdefault(row["feature"], {})
            cells.setdefault(_cell(row), {})[row["word"]] = row["customers"]
    return found


def _cell(row: Mapping[str, Any]) -> Cell:
    return row["branch"], row["grouping"], row["slice"]


def visible(sizes: Mapping[Cell, int], *, least: int) -> set[Cell]:
    """Cells that may be shown, grouping by grouping: of the bank, and of branches against each
    other; what is hidden of the bank is in no branch either."""
    found: set[Cell] = set()
    for grouping in {cell[1] for cell in sizes}:
        bank = {(b, s): n for (b, g, s), n in sizes.items() if g == grouping and b == BANK}
        inside = {(b, s): n for (b, g, s), n in sizes.items() if g == grouping and b != BANK}
        kept = small.shown(bank, least=least)
        hidden = {s for b, s in bank if (b, s) not in kept}
        kept |= small.shown(inside, least=least, hidden=hidden)
        found |= {(branch, grouping, slice_) for branch, slice_ in kept}
    return found


def _of_numbers(
    asked: Asked, feature: Feature, cells: Mapping[Cell, Row], sizes: Sizes
) -> list[Row]:
    policy = asked.policy
    known = {cell: cells[cell]["known"] for cell in sizes.shown if cell in cells}
    figured = visible(known, least=policy.least_group)
    made = []
    for cell in sorted(known):
        row = cells[cell]
        base = _row(cell, feature.name, sizes, policy.least_group, unit=unit(feature))
        if cell in figured:
            base |= _told(row, edges(feature, policy), policy.least_cell)
            base["unknown_reason"] = _why(row)
        else:
            base["unknown_reason"] = FEW if row["known"] else _why(row)
            base["known"] = None if row["known"] else 0
        made.append(base)
    return made


def _why(row: Row) -> str | None:
    unknown = row["customers"] - row["known"]
    if not unknown:
        return None
    return STRANGE if 2 * row["strange"] > unknown else NOT_TOLD


def _told(row: Row, cuts: Sequence[int], least: int) -> Row:
    """Mean and deviation exact from sums; a quantile is told where enough lie beyond it."""
    known, total, squares = row["known"], int(row["total"]), int(row["squares"])
    counts = [row[f"b{place:02d}"] for place in range(len(cuts) + 1)]
    quantiles = [
        round(value) if min(part, 1 - part) * known >= least else None
        for part, value in zip(QUANTILES, row["quantiles"], strict=True)
    ]
    return {
        "known": known,
        "strange": row["strange"] if row["strange"] >= least else 0,
        "mean": divided(total, known),
        "deviation": _deviation(known, total, squares),
        **dict(zip(NAMED, quantiles, strict=True)),
        "zero_ppm": divided(row["zeros"] * PPM, known),
        "bins": json.dumps(small.bars(counts, cuts, least=least)),
    }


def divided(dividend: int, divisor: int) -> int:
    """To the nearest whole number, halves away from zero."""
    half = (2 * abs(dividend) + divisor) // (2 * divisor)
    return half if dividend >= 0 else -half


def _deviation(known: int, total: int, squares: int) -> int | None:
    """Of the sample, to the nearest whole number."""
    if known < 2:
        return None
    spread = known * squares - total * total
    return (isqrt(4 * spread // (known * (known - 1))) + 1) // 2


def _of_words(
    asked: Asked, name: str, cells: Mapping[Cell, Mapping[str | None, int]], sizes: Sizes
) -> list[Row]:
    policy = asked.policy
    told = {cell: {w: n for w, n in cells[cell].items() if w is not None}
            for cell in sizes.shown if cell in cells}  # fmt: skip
    known = {cell: sum(found.values()) for cell, found in told.items()}
    figured = visible(known, least=policy.least_group)
    made = []
    for cell in sorted(told):
        base = _row(cell, name, sizes, policy.least_group)
        unknown = sizes.customers[cell] - known[cell]
        if cell in figured:
            base["words"] = _frequent(told[cell], policy.words, policy.least_cell)
            base["known"] = known[cell]
            base["unknown_reason"] = NOT_TOLD if unknown else None
        else:
            base["known"] = None if known[cell] else 0
            base["unknown_reason"] = FEW if known[cell] else NOT_TOLD
        made.append(base)
    return made


def _frequent(found: Mapping[str, int], most: int, least: int) -> str:
    """The most frequent and all others; nothing where the others would tell of each."""
    kept = whole_groups.shown(found, least=least)[:most]
    if not kept:
        return "[]"
    rest = sum(found.values()) - sum(found[one] for one in kept)
    listed: list[tuple[str | None, int]] = [(one, found[one]) for one in kept]
    return json.dumps([*listed, (None, rest)] if rest else listed, ensure_ascii=False)


def _row(cell: Cell, feature: str, sizes: Sizes, least: int, **told: Any) -> Row:
    branch, grouping, slice_ = cell
    known = {"known": None, "unit": "", "unknown_reason": None, "strange": 0}
    if told.get("reason") == NOT_COMPUTED:
        known |= {"known": 0, "unknown_reason": told.pop("reason")}
        known["unit"] = unit(CATALOGUE[feature])
    return {
        "branch_id": branch, "grouping": grouping, "slice": slice_, "feature": feature,
        "customers": sizes.customers[cell], **known, **told,
    }  # fmt: skip


__all__ = ["Cell", "Row", "Sizes", "divided", "rows", "visible"]
