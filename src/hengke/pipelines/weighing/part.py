"""What a part of a night is, and what the parts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis.expr.types as ir

from hengke.engine.care.proposals import Proposal
from hengke.pipelines.home import Home
from hengke.pipelines.night import Night


@dataclass
class Weighing:
    """What the parts of a night share. `results` are the tables written so far, by name; `tier`
    names the policy whose tiers rules mean; `proposals` are what parts would have people do, for
    the tasks of the day; `registered` and `bins` are rows of models (MODELS, MODEL_BINS) that parts
    scored with, for the register; `decisions` (customer_id, favourable) by name are tested for fair
    treatment at the end."""

    home: Home
    night: Night
    results: dict[str, ir.Table] = field(default_factory=dict)
    tier: str = ""
    proposals: list[Proposal] = field(default_factory=list)
    registered: list[dict[str, Any]] = field(default_factory=list)
    bins: list[dict[str, Any]] = field(default_factory=list)
    decisions: dict[str, ir.Table] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        return self.night.as_of

    def write(self, name: str, table: ir.Table) -> ir.Table:
        """One result table of the run; gives back what was written."""
        self.results[name] = self.night.gold.write(name, table)
        return self.results[name]


@dataclass(frozen=True)
class Part:
    """One capability at night.

    `followed` names every policy version that the part reads on a day, so that a run is named after
    them too; `weigh` computes and writes.
    """

    word: str
    followed: Callable[[Home, date], Sequence[str]]
    weigh: Callable[[Weighing], None]
