"""How much of the contribution comes from how few: the curve, and the share of the top tenth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.value import queries

POINTS = 20
EXACT_UP_TO = 5_000
"""So many customers are read one by one; of more, the slices of the night are read."""
TOP = 0.10
Group = tuple[int, int]


@dataclass(frozen=True)
class Concentration:
    """`curve`: share of all contribution that the first n twentieths of customers bring, most
    profitable first, from none to all. It passes 1 where the last ones cost more than they bring.
    `top`: the share of the top tenth."""

    customers: int
    curve: tuple[float, ...]
    top: float


def of_reader(user: Any, *, customers: int) -> Concentration | None:
    """None where nothing is known, or all together bring nothing."""
    if customers <= EXACT_UP_TO:
        return concentration([(1, profit) for profit in queries.profits(user)])
    return concentration(queries.slices(user))


def concentration(groups: Sequence[Group]) -> Concentration | None:
    """`groups`: customers and their profit, the most profitable first. Within a group everybody
    counts alike."""
    customers = sum(held for held, _profit in groups)
    total = sum(profit for _held, profit in groups)
    if not customers or total <= 0:
        return None
    curve = tuple(_up_to(groups, customers * at / POINTS) / total for at in range(POINTS + 1))
    return Concentration(customers, curve, _up_to(groups, customers * TOP) / total)


def _up_to(groups: Sequence[Group], count: float) -> float:
    """What the first `count` customers bring; of a group cut through, its part."""
    found = 0.0
    for held, profit in groups:
        if count <= held:
            return found + (profit * count / held if held else 0.0)
        found, count = found + profit, count - held
    return found
