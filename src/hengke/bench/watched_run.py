"""A nightly run whose stages and models are timed, and whose memory is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from hengke.bench.answers import Answer, Clock, cpu_of_this_and_children
from hengke.bench.held_memory import HeldMemory
from hengke.bench.learnt import Learnt
from hengke.pipelines.home import Home
from hengke.pipelines.weighing import wanted


def watched_run(home: Home, *, on: date) -> Answer:
    """The run of a day. Stages are told by name in wall seconds, CPU seconds and peak memory;
    `model` is the share of the model of falls, `weighed` names the stages besides tiers. One run
    in a process: what is timed stays replaced."""
    from hengke.pipelines import night, nightly

    model, learnt, memory, cpu = Clock(), Learnt(), HeldMemory(), dict[str, float]()

    class TimedFalls(night.Falls):
        def outlook(self, *args: Any, **more: Any) -> Any:
            with model.running():
                return super().outlook(*args, **more)

    class TimedStages(nightly.Stages):
        @contextmanager
        def stage(self, name: str) -> Iterator[Callable[[float, float], None]]:
            began = cpu_of_this_and_children()
            with memory.of(name), super().stage(name) as tell:
                yield tell
            cpu[name] = cpu.get(name, 0.0) + cpu_of_this_and_children() - began

    night.Falls = TimedFalls  # type: ignore[misc]
    nightly.Stages = TimedStages  # type: ignore[misc]
    whole = Clock()
    with learnt.watching(), memory.watching(), whole.running():
        report = nightly.run(home, as_of=on)
    return {
        **whole.told(), "run_id": report.run_id, "reused": report.reused,
        "assessments": len(report.assessed), "stages": report.stages, "stages_cpu": cpu,
        "stages_peak_mb": memory.peaks, "model": model.told(), "learnt": learnt.told(),
        "weighed": [part.word for part in wanted(home)], "notes": report.notes,
    }  # fmt: skip
