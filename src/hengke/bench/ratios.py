"""Each stage against what it is held beside, from what the same bench measured.

`ratio_to` compares wall seconds, `cpu_ratio_to` CPU seconds, which a busy machine disturbs less.
The run counts its feature and tier stages only: the model and the tasks have no counterpart, and
publishing is a stage of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Told = dict[str, Any]
Spent = tuple[float, float]
"""Wall and CPU seconds."""

NOT_IN_THE_YARDSTICK = ("tasks",)
IN_FRAMES = ("read the bank", "keep the book", "assess ", "outlook ")
"""Beginnings of the stages whose columns the yardsticks in Polars and pandas compute."""


def with_ratios(stages: Sequence[Told]) -> list[Told]:
    """The stages as the interface tells them; `ratio_to` names only what was measured as well."""
    there = {one["stage"]: one for one in stages if "skipped" not in one}
    return [one if "skipped" in one else _with_ratios(one, there) for one in stages]


def _with_ratios(one: Told, there: Mapping[str, Told]) -> Told:
    pairs = {
        name: (mine(one), theirs(there[name]))
        for name, mine, theirs in COMPARED.get(one["stage"], ())
        if name in there
    }
    known = {name: pair for name, pair in pairs.items() if all(pair)}
    return {
        **one,
        "ratio_to": {name: _ratio(mine[0], theirs[0]) for name, (mine, theirs) in known.items()},
        "cpu_ratio_to": {
            name: _ratio(mine[1], theirs[1]) for name, (mine, theirs) in known.items()
        },
    }


def _ratio(mine: float, theirs: float) -> float | None:
    return round(mine / theirs, 4) if theirs else None


def whole(one: Told) -> Spent:
    """The whole process."""
    return one["wall_s"], one["cpu_s"]


def core(one: Told) -> Spent:
    """What the step timed itself, without imports and start-up."""
    detail = one["detail"]
    if "seconds" not in detail:
        return whole(one)
    return detail["seconds"], detail["cpu_seconds"]


def per_row(one: Told) -> Spent:
    wall, cpu = core(one)
    return wall / one["rows"], cpu / one["rows"]


def features_and_tiers(one: Told) -> Spent:
    """Of a run: all stages but the model and what the hand-written SQL does not write."""
    return _stages(one, lambda name: name not in NOT_IN_THE_YARDSTICK)


def in_frames(one: Told) -> Spent:
    """Of a run: book, assessments and positions, without the model."""
    return _stages(one, lambda name: name.startswith(IN_FRAMES))


def _stages(one: Told, counts: Callable[[str], bool]) -> Spent:
    detail = one["detail"]
    wall = sum(spent for name, spent in detail["stages"].items() if counts(name))
    cpu = sum(spent for name, spent in detail["stages_cpu"].items() if counts(name))
    return wall - detail["model"]["seconds"], cpu - detail["model"]["cpu_seconds"]


def a_party(one: Told) -> Spent:
    """Of the peer: seconds of one record that it was given."""
    made = one["detail"]["import"]
    return made["seconds"] / made["rows"], made["cpu_seconds"] / made["rows"]


COMPARED: Mapping[str, Sequence[tuple[str, Callable[[Told], Spent], Callable[[Told], Spent]]]] = {
    "import": [("scan", core, core), ("tryton", per_row, a_party)],
    "import again": [("import", core, core)],
    "run": [
        ("hand sql", features_and_tiers, core), ("scan", features_and_tiers, core),
        ("polars", in_frames, core), ("pandas", in_frames, core),
    ],
    "run again": [("run", whole, whole)],
    "next day": [("run", whole, whole)],
    "publish again": [("publish", core, core)],
    "hand sql": [("scan", core, core)],
    "polars": [("scan", core, core)],
    "pandas": [("scan", core, core), ("polars", core, core)],
}  # fmt: skip
