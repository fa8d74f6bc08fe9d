"""Books of customers for the fall model: a made-up one of known law, and public deposit files."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hengke.kernel.money import to_minor
from hengke.learning.evaluation import Floats
from hengke.learning.fall import Sample
from hengke.learning.fall_features import INPUTS

GOLD = 5_000_000  # floor of the only tier above the lowest, in minor units
FLOORS = np.array([0, GOLD, 50_000_000, 500_000_000])  # of the policy xiamen_deposits
MONTHS = (7, 8, 9)
Month = Mapping[str, tuple[int, int]]  # customer -> balance in minor units, number of products


def inputs(rows: int, **known: Floats) -> dict[str, Floats]:
    """Every input of the model; what a test does not name is unknown."""
    nothing = {name: np.full(rows, np.nan) for name in INPUTS}
    return nothing | {name: np.asarray(values, float) for name, values in known.items()}


def gold_book(rows: int = 1_500, *, seed: int = 7, periods: int = 2) -> Sample:
    """Gold customers who fall the likelier, the nearer they are to the floor (at most one half)."""
    random = np.random.default_rng(seed)
    value = GOLD * (1 + random.uniform(0, 1, rows))
    chance = 0.5 * (1 - (value - GOLD) / GOLD)
    return Sample(
        customers=[f"C{number:05}" for number in range(rows)],
        period=np.arange(rows) % periods,
        inputs=inputs(
            rows,
            effective_rank=np.ones(rows),
            keep_floor_minor=np.full(rows, GOLD),
            value_minor=value,
            assets_minor=value,
            assets_before_minor=value * random.uniform(0.8, 1.2, rows),
        ),
        fell=random.uniform(0, 1, rows) < chance,
    )


def draining_book(rows: int = 1_500) -> Sample:
    """As near to the floor as in the gold book; but whose assets fell, falls, and few others."""
    book = gold_book(rows, seed=17)
    random = np.random.default_rng(18)
    change = book.inputs["assets_minor"] / book.inputs["assets_before_minor"] - 1
    chance = np.where(change < -0.05, 0.8, 0.05)
    return Sample(book.customers, book.period, book.inputs, random.uniform(0, 1, rows) < chance)


def deposit_months(folder: Path) -> dict[int, Month]:
    """The public files of July to September 2019; read without the project's own import."""
    return {month: _month(folder / f"cunkuan_m{month}.csv.gz") for month in MONTHS}


def deposit_sample(months: Mapping[int, Month], *, cut_offs: tuple[int, ...]) -> Sample:
    """Customers above the lowest tier at each cut-off, and whether the month after was lower.

    A known customer who is missing from a month's file holds nothing in it.
    """
    rows = [
        (period, *row)
        for period, month in enumerate(cut_offs)
        for row in _above_lowest(months, month)
    ]
    period, customers, now, before, after = zip(*rows, strict=True)
    rank = _rank([balance for balance, _ in now])
    next_floor = np.append(FLOORS.astype(float), np.nan)[rank + 1]
    known = {
        "effective_rank": rank, "keep_floor_minor": FLOORS[rank], "next_floor_minor": next_floor,
        "value_minor": [one[0] for one in now], "assets_minor": [one[0] for one in now],
        "items": [one[1] for one in now], "assets_before_minor": [one[0] for one in before],
        "items_before": [one[1] for one in before], "fails_used": np.zeros(len(rows)),
        "assessed_below": np.zeros(len(rows)),
    }  # fmt: skip
    fell = _rank([balance for balance, _ in after]) < rank
    return Sample(list(customers), np.array(period), inputs(len(rows), **known), fell)


def _month(path: Path) -> Month:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return {
            row["cust_no"]: (to_minor(row["C1"]), int(float(row["C2"])))
            for row in csv.DictReader(file)
        }


def _above_lowest(months: Mapping[int, Month], month: int) -> list[tuple]:
    """(customer, now, before, after); `before` is unknown for who was in no earlier file."""
    earlier = {one for number in MONTHS if number < month for one in months[number]}
    known = sorted(earlier | set(months[month]))
    nothing, unknown = (0, 0), (np.nan, np.nan)
    found = [
        (
            customer,
            months[month].get(customer, nothing),
            months[month - 1].get(customer, nothing) if customer in earlier else unknown,
            months[month + 1].get(customer, nothing),
        )
        for customer in known
    ]
    return [row for row in found if row[1][0] >= GOLD]


def _rank(balances: list[int]) -> np.ndarray:
    return np.searchsorted(FLOORS, np.array(balances), side="right") - 1
