"""The run before: parts that tell what changed read its results."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir

from hengke.engine.results import GOLD
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Weighing


def run_before(home: Home, on: date, *, having: str) -> lake.RunEntry | None:
    """The last run of an earlier business date that wrote the result of this name."""
    found = [
        run for run in lake.load(home).runs if run.as_of < on.isoformat() and having in run.gold
    ]
    return max(found, key=lambda run: (run.as_of, run.created_at), default=None)


def result_of(weighing: Weighing, run: lake.RunEntry | None, name: str) -> ir.Table | None:
    """A result of that run; None where there is none."""
    if run is None or name not in run.gold:
        return None
    files = files_of(weighing.night.lake / run.gold[name])
    return weighing.night.catalog.read(files, GOLD[name])
