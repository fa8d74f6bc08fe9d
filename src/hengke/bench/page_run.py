"""Where the time and the memory of the nightly run go, for the benchmark page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hengke.bench import page_parts

MODEL = "of the outlook: the model of falls"
Told = Mapping[str, Any]


def profile(size: int, stages: Mapping[str, Told]) -> str:
    """Tiers and tasks beside the parts of the hand-written SQL, then all that is weighed besides
    them, then the models. A measurement of an earlier release may lack the last two."""
    run = stages["run"]["detail"]
    tiers = [*_stages(run, [name for name in run["stages"] if name not in _weighed(run)]),
             (MODEL, *_seconds(run["model"]), "")]  # fmt: skip
    head = ("stage of the run", "wall s", "CPU s", "peak MB")
    text = f"### Where the run spends its time, {size:,} customers\n\n"
    text += page_parts.table(head, tiers)
    hand = stages.get("hand sql", {}).get("detail", {}).get("parts", {})
    if hand:
        told = ", ".join(f"{part} {seconds:,.1f} s" for part, seconds in hand.items())
        text += f"\nHand-written SQL: {told}.\n"
    return text + _parts(size, run) + _models(size, run)


def _weighed(run: Told) -> list[str]:
    return list(run.get("weighed", ()))


def _parts(size: int, run: Told) -> str:
    parts = _weighed(run)
    if not parts:
        return ""
    whole = (sum(run["stages"][name] for name in parts), sum(run["stages_cpu"][name]
             for name in parts))  # fmt: skip
    rows = [*_stages(run, parts), ("together", *(f"{one:,.1f}" for one in whole), "")]
    head = ("weighed besides tiers", "wall s", "CPU s", "peak MB")
    return f"\n#### What is weighed, {size:,} customers\n\n{page_parts.table(head, rows)}"


def _models(size: int, run: Told) -> str:
    rows = [
        (model, kind, *_seconds(spent))
        for model, kinds in run.get("learnt", {}).items()
        for kind, spent in kinds.items()
    ]
    if not rows:
        return ""
    text = (
        f"\n#### Models, {size:,} customers\n\nSeconds of fitting (samples and the figures of the "
        "register included where the fit makes them) and of scoring everybody; they are part of "
        "the stages above.\n\n"
    )
    return text + page_parts.table(("model", "work", "wall s", "CPU s"), rows)


def _stages(run: Told, names: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Of an earlier release the memory of a stage is not known."""
    peaks = run.get("stages_peak_mb", {})
    for name in names:
        wall, cpu = run["stages"][name], run["stages_cpu"][name]
        peak = f"{peaks[name]:,}" if name in peaks else ""
        yield name, f"{wall:,.1f}", f"{cpu:,.1f}", peak


def _seconds(spent: Told) -> tuple[str, str]:
    return f"{spent['seconds']:,.1f}", f"{spent['cpu_seconds']:,.1f}"
