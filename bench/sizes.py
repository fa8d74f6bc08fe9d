"""One size from the delivery to the pages, and what came of it as one document."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import pages, processes
from bench.processes import Measured

OF_THE_MODEL = "model"
NOT_IN_THE_YARDSTICK = ("tasks",)
"""Stages that have no counterpart in the hand-written SQL."""


@dataclass(frozen=True)
class Reading:
    """How the pages are read."""

    users: int = 8
    rounds: int = 10
    wait: float = 1.0


def measured(
    place: Path,
    *,
    customers: int,
    transactions_per_customer: int,
    reading: Reading,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Everything at one size; `place` is emptied first."""
    shutil.rmtree(place, ignore_errors=True)
    steps: dict[str, Measured] = {}

    def step(name: str, key: str = "", **params: Any) -> Measured:
        tell(f"{customers:,} customers: {key or name}")
        steps[key or name] = found = processes.run(name, place, **params)
        return found

    step("generate", customers=customers, transactions_per_customer=transactions_per_customer)
    step("load")
    run = step("run")
    step("publish")
    step("publish", "publish again")
    hand = step("hand")
    compared = step("compare")
    people = step("people")
    tell(f"{customers:,} customers: pages")
    read = pages.measured(place, people.answer, **vars(reading))
    return {
        "customers": customers,
        "transactions": customers * transactions_per_customer,
        "steps": [_told(one, key) for key, one in steps.items() if one.step in TIMED],
        "model_seconds": run.answer["model"],
        "locked_seconds": {
            key: steps[key].answer["locked_seconds"] for key in ("publish", "publish again")
        },
        "ratio": _ratio(run.answer, hand.answer),
        "differences": compared.answer["differences"],
        **read,
    }


TIMED = ("generate", "load", "run", "publish", "hand")


def _told(one: Measured, key: str) -> dict[str, Any]:
    inner = one.answer.get("seconds")
    rows = one.answer.get("rows")
    return {
        "step": key,
        "seconds": one.seconds,
        "cpu_seconds": one.cpu_seconds,
        "peak_mb": one.peak_mb,
        "inner_seconds": inner,
        "rows": rows,
    }


def _ratio(run: dict[str, Any], hand: dict[str, Any]) -> dict[str, Any]:
    """Feature and tier stages against the hand-written SQL of the same columns; models apart."""
    stages = {name: spent for name, spent in run["stages"].items()
              if name not in NOT_IN_THE_YARDSTICK}  # fmt: skip
    engine = sum(stages.values()) - run[OF_THE_MODEL]
    return {
        "stages": stages,
        "hand_parts": hand["parts"],
        "engine_seconds": engine,
        "hand_seconds": hand["seconds"],
        "ratio": engine / hand["seconds"],
    }
