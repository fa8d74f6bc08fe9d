"""A migration as a matrix to be drawn: each row a tier, each cell what went where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.migration import Move, direction, sides, square
from hengke.apps.tiering.migration_address import Asked
from hengke.web import formats
from hengke.web.charts import heat


@dataclass(frozen=True)
class Cell:
    """Customers and their assets on the first date; `share` of the row, by the chosen weight."""

    customers: int
    aum_minor: int
    share: float | None
    classes: str
    href: str


@dataclass(frozen=True)
class Line:
    """One tier on the first date (None: unknown); shares of a line sum to 1, unless nobody stood
    there, or nobody's assets are known."""

    step: Step | None
    cells: tuple[Cell, ...]
    customers: int
    aum_minor: int


@dataclass(frozen=True)
class Total:
    """All that went one way."""

    customers: int
    aum_minor: int


@dataclass(frozen=True)
class Totals:
    """What went up, what went down, and what cannot be said."""

    up: Total
    down: Total
    unknown: Total

    @property
    def net(self) -> str:
        return formats.signed_count(self.up.customers - self.down.customers) or ""


def columns(found: Sequence[Move], ladder: Ladder) -> list[Step | None]:
    """What the columns (and the rows) stand for; None is unknown."""
    return [ladder.named(tier) for tier in sides(found, ladder)]


def lines(found: Sequence[Move], ladder: Ladder, asked: Asked) -> tuple[Line, ...]:
    """The matrix, lowest tier first, unknown last where there is any.

    A row that nobody stood in is left out beyond the ladder: only columns can be new there.
    """
    names = sides(found, ladder)
    customers = square(found, names, weight="customers")
    assets = square(found, names, weight="aum_minor")
    weights = assets if asked.by_assets else customers
    drawn = heat.rows(["" for _ in names], weights)
    return tuple(
        Line(
            step=ladder.named(before),
            cells=tuple(
                Cell(
                    customers[i][j],
                    assets[i][j],
                    _share(weights[i], j),
                    _classes(drawn[i].cells[j].shade, customers[i][j], (before, after), ladder),
                    asked.query(way="cell", before=before, after=after) if customers[i][j] else "",
                )
                for j, after in enumerate(names)
            ),
            customers=sum(customers[i]),
            aum_minor=sum(assets[i]),
        )
        for i, before in enumerate(names)
        if i < len(ladder.steps) or any(customers[i])
    )


def _share(row: Sequence[int], at: int) -> float | None:
    whole = sum(row)
    return row[at] / whole if whole else None


def _classes(shade: int, customers: int, way: tuple[str | None, str | None], ladder: Ladder) -> str:
    """Shade of a cell; a fall is outlined, also one of customers without assets."""
    falls = bool(customers) and direction(*way, ladder) == "down"
    return heat.Cell(customers, shade, falls).classes


def totals(found: Sequence[Move], ladder: Ladder) -> Totals:
    ways: dict[str, list[Move]] = defaultdict(list)
    for move in found:
        ways[direction(move.before, move.after, ladder)].append(move)
    return Totals(_total(ways["up"]), _total(ways["down"]), _total(ways["unknown"]))


def _total(moves: Sequence[Move]) -> Total:
    return Total(sum(move.customers for move in moves), sum(move.aum_minor for move in moves))
