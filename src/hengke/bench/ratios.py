"""Each stage against what it is held beside, from what the same bench measured.

`ratio_to` compares wall seconds, `cpu_ratio_to` CPU seconds, which a busy machine disturbs less.
The run counts its feature and tier stages only: the models, what is weighed besides tiers and the
tasks have no counterpart, and publishing is a stage of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Told = dict[str, Any]
Spent = tuple[float | None, float | None]
"""Wall and CPU seconds; None where they are not known."""

NOT_IN_THE_YARDSTICK = ("tasks",)
TIERS = "tiers of the run"
MEASURED_AS = {TIERS: "run"}
"""The stage that a ratio is told beside, where its name says more."""
LIST_OF_THE_BANK = "list \u00b7 bank"
IN_FRAMES = ("read the bank", "seal the past", "keep the book", "assess ", "outlook ")
"""Beginnings of the stages whose columns the yardsticks in Polars and pandas compute."""


def with_ratios(stages: Sequence[Told]) -> list[Told]:
    """The stages as the interface tells them; `ratio_to` names only what was measured as well."""
    there = {one["stage"]: one for one in stages if "skipped" not in one}
    return [one if "skipped" in one else _with_ratios(one, there) for one in stages]


def _with_ratios(one: Told, there: Mapping[str, Told]) -> Told:
    pairs = {
        name: (mine(one), theirs(there[MEASURED_AS.get(name, name)]))
        for name, mine, theirs in COMPARED.get(one["stage"], ())
        if MEASURED_AS.get(name, name) in there
    }
    if "beside" in one["detail"]:
        name, theirs = one["detail"]["beside"]
        pairs[name] = (core(one), (theirs["seconds"], theirs["cpu_seconds"]))
    return {**one, "ratio_to": _ratios(pairs, 0), "cpu_ratio_to": _ratios(pairs, 1)}


def _ratios(pairs: Mapping[str, tuple[Spent, Spent]], which: int) -> dict[str, float]:
    """Of the wall (0) or CPU seconds (1), where both sides know them."""
    known = {name: (mine[which], theirs[which]) for name, (mine, theirs) in pairs.items()}
    return {name: round(mine / theirs, 4) for name, (mine, theirs) in known.items()
            if mine is not None and theirs}  # fmt: skip


def whole(one: Told) -> Spent:
    """The whole process."""
    return one["wall_s"], one["cpu_s"]


def core(one: Told) -> Spent:
    """What the step timed itself, without imports and start-up."""
    detail = one["detail"]
    if "seconds" not in detail:
        return whole(one)
    return detail["seconds"], detail.get("cpu_seconds")


def per_row(one: Told) -> Spent:
    wall, cpu = core(one)
    return wall / one["rows"], cpu / one["rows"] if cpu else None


def features_and_tiers(one: Told) -> Spent:
    """Of a run: all stages but the models and what the hand-written SQL does not write."""
    return _tiers(one["detail"])


def in_frames(one: Told) -> Spent:
    """Of a run: book, assessments and positions, without the model."""
    return _stages(one["detail"], lambda name: name.startswith(IN_FRAMES))


def tiers_of_the_day(one: Told) -> Spent:
    """Of the next day: features and tiers of its run; None where an earlier release measured it."""
    run = one["detail"]["run"]
    return _tiers(run) if "stages_cpu" in run else (None, None)


def _tiers(detail: Told) -> Spent:
    weighed = detail.get("weighed", ())
    return _stages(detail, lambda name: name not in (*NOT_IN_THE_YARDSTICK, *weighed))


def _stages(detail: Told, counts: Callable[[str], bool]) -> Spent:
    wall = sum(spent for name, spent in detail["stages"].items() if counts(name))
    cpu = sum(spent for name, spent in detail["stages_cpu"].items() if counts(name))
    return wall - detail["model"]["seconds"], cpu - detail["model"]["cpu_seconds"]


def of_the_day(part: str) -> Callable[[Told], Spent]:
    """Of the next day: its import or its run alone."""
    return lambda one: (one["detail"][part]["seconds"], one["detail"][part]["cpu_seconds"])


def a_list(one: Told) -> Spent:
    """Half of the pages of the plain list of the whole bank were faster; milliseconds."""
    whole_bank = one["detail"]["pages"].get(LIST_OF_THE_BANK)
    return (whole_bank["p50"] if whole_bank else None), None


def a_list_of_the_peer(one: Told) -> Spent:
    """The same of the peer, which answers one reader with rows and draws no page."""
    return one["detail"]["list"]["list"]["p50"], None


COMPARED: Mapping[str, Sequence[tuple[str, Callable[[Told], Spent], Callable[[Told], Spent]]]] = {
    "import": [("scan", core, core), ("tryton", per_row, per_row)],
    "import again": [("import", core, core)],
    "run": [
        ("hand sql", features_and_tiers, core), ("scan", features_and_tiers, core),
        ("polars", in_frames, core), ("pandas", in_frames, core),
    ],
    "run again": [("run", whole, whole)],
    "next day": [
        ("run", of_the_day("run"), core), ("import", of_the_day("import"), core),
        (TIERS, tiers_of_the_day, features_and_tiers),
    ],
    "pages": [("tryton", a_list, a_list_of_the_peer)],
    "publish again": [("publish", core, core)],
    "hand sql": [("scan", core, core)],
    "polars": [("scan", core, core)],
    "pandas": [("scan", core, core), ("polars", core, core)],
}  # fmt: skip
