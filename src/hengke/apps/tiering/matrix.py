"""A migration as a matrix to be drawn: each row a tier, each cell what went where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.migration import Move, square
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
    """One tier on the first date; shares of a line sum to 1, unless nobody stood there."""

    step: Step
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


def lines(found: Sequence[Move], ladder: Ladder, asked: Asked) -> tuple[Line, ...]:
    """The matrix, lowest tier first."""
    size = len(ladder.steps)
    customers = square(found, size, weight="customers")
    assets = square(found, size, weight="aum_minor")
    weights = assets if asked.by_assets else customers
    drawn = heat.rows(ladder.names, weights)
    return tuple(
        Line(
            step=step,
            cells=tuple(
                Cell(
                    customers[i][j],
                    assets[i][j],
                    _share(weights[i], j),
                    _classes(drawn[i].cells[j], customers[i][j]),
                    _href(asked, i, j) if customers[i][j] else "",
                )
                for j in range(size)
            ),
            customers=sum(customers[i]),
            aum_minor=sum(assets[i]),
        )
        for i, step in enumerate(ladder.steps)
    )


def _share(row: Sequence[int], at: int) -> float | None:
    whole = sum(row)
    return row[at] / whole if whole else None


def _classes(drawn: heat.Cell, customers: int) -> str:
    """A fall of customers without assets is one too."""
    outlined = drawn.falls and customers and "is-fall" not in drawn.classes
    return f"{drawn.classes} is-fall" if outlined else drawn.classes


def _href(asked: Asked, before: int, after: int) -> str:
    return asked.query(way="cell", before=before, after=after)


def totals(found: Sequence[Move]) -> Totals:
    ways: dict[str, list[Move]] = {"up": [], "down": [], "unknown": [], "stayed": []}
    for move in found:
        ways[_way(move)].append(move)
    return Totals(_total(ways["up"]), _total(ways["down"]), _total(ways["unknown"]))


def _way(move: Move) -> str:
    if move.before is None or move.after is None:
        return "unknown"
    return "up" if move.after > move.before else "down" if move.after < move.before else "stayed"


def _total(moves: Sequence[Move]) -> Total:
    return Total(sum(move.customers for move in moves), sum(move.aum_minor for move in moves))
