"""How much of the contribution comes from how few: the curve, and the shares of the top ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.value import queries

POINTS = 100
TOLD = (0, 1, 2, 5, *range(10, 101, 5))
"""Hundredths of the customers whose share is told in words and in the table behind the curve."""
TOPS = {"one": 1, "five": 5, "ten": 10, "twenty": 20}
EXACT_UP_TO = 5_000
"""So many customers are read one by one; of more, the rest comes from the slices of the night."""
Group = tuple[int, int]


@dataclass(frozen=True)
class Concentration:
    """`curve`: share of all contribution that the first n hundredths of customers bring, most
    profitable first, from none to all. It passes 1 where the last ones cost more than they bring.
    `single`: so many of them were counted one by one; within a slice everybody counts alike."""

    customers: int
    curve: tuple[float, ...]
    single: int

    @property
    def tops(self) -> dict[str, float]:
        """Shares of the top customers, as the page names them."""
        return {name: self.curve[top] for name, top in TOPS.items()}

    @property
    def sliced(self) -> bool:
        return self.single < self.customers


def of_reader(user: Any, *, customers: int) -> Concentration | None:
    """None where nothing is known, or all together bring nothing."""
    if customers <= EXACT_UP_TO:
        return concentration([(1, profit) for profit in queries.profits(user)])
    first = [int(profit) for profit in queries.profits(user)[:EXACT_UP_TO]]
    return concentration(refined(first, queries.slices(user)), single=len(first))


def refined(first: Sequence[int], slices: Sequence[Group]) -> list[Group]:
    """The first customers one by one, and what they leave of the slices; all in all the slices."""
    count, profit, rest = len(first), sum(first), []
    for held, brought in slices:
        if count < held:
            rest.append((held - count, brought - profit))
            count = profit = 0
        else:
            count, profit = count - held, profit - brought
    return [*((1, one) for one in first), *rest]


def concentration(groups: Sequence[Group], *, single: int | None = None) -> Concentration | None:
    """`groups`: customers and their profit, the most profitable first. Within a group everybody
    counts alike."""
    customers = sum(held for held, _profit in groups)
    total = sum(profit for _held, profit in groups)
    if not customers or total <= 0:
        return None
    counts = [customers * at / POINTS for at in range(POINTS + 1)]
    curve = tuple(brought / total for brought in _up_to(groups, counts))
    return Concentration(customers, curve, customers if single is None else single)


def _up_to(groups: Sequence[Group], counts: Sequence[float]) -> list[float]:
    """What the first so many customers bring, for rising counts; of a group cut through, its
    part."""
    found, place, before, brought = [], 0, 0, 0
    for count in counts:
        while place < len(groups) and before + groups[place][0] < count:
            before, brought = before + groups[place][0], brought + groups[place][1]
            place += 1
        held, profit = groups[place] if place < len(groups) else (0, 0)
        found.append(brought + (profit * (count - before) / held if held else 0.0))
    return found
