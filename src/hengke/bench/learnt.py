"""Fitting and scoring of every model of the night, each with a clock of its own.

The functions are named here and timed where they stand; the night itself knows nothing of it.
Scores that an engine computes where the rows lie are counted where they are written, with the
inputs that the same query computes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from unittest import mock

from hengke.bench.answers import Answer, Clock

FIT, SCORE = "fit", "score"
WEIGHING = "hengke.pipelines.weighing"
PLACES = (
    ("falls", FIT, "hengke.pipelines.falls.models", "fitted"),
    ("falls", SCORE, "hengke.pipelines.falls.outlook", "scores"),
    ("churn", FIT, "hengke.pipelines.churn.models", "fitted"),
    ("churn", SCORE, f"{WEIGHING}.churn", "_scored"),
    ("clustering", FIT, f"{WEIGHING}.clustering", "held"),
    ("clustering", SCORE, f"{WEIGHING}.clustering", "_assigned"),
    ("associations", FIT, f"{WEIGHING}.associations", "_rules"),
    ("forecast", FIT, f"{WEIGHING}.forecast", "tried"),
    ("forecast", SCORE, f"{WEIGHING}.forecast", "of_assets"),
    ("forecast", SCORE, f"{WEIGHING}.forecast", "of_bookings"),
    ("lifetime", FIT, f"{WEIGHING}.lifetime", "fit_hazards"),
    ("next product", FIT, f"{WEIGHING}.next_products", "fit_from_counts"),
)
"""Model, what is done, and the function that does it."""


@dataclass
class Learnt:
    """A clock per model and kind of work."""

    clocks: dict[tuple[str, str], Clock] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Every function of PLACES is timed until the end of the block."""
        with ExitStack() as stack:
            for model, kind, module, name in PLACES:
                place = import_module(module)
                timed = self._timed(self._clock(model, kind), getattr(place, name))
                stack.enter_context(mock.patch.object(place, name, timed))
            yield

    def told(self) -> dict[str, dict[str, Answer]]:
        """By model and kind of work; what was not called has taken nothing."""
        found: dict[str, dict[str, Answer]] = {}
        for (model, kind), clock in self.clocks.items():
            found.setdefault(model, {})[kind] = clock.told()
        return found

    def _clock(self, model: str, kind: str) -> Clock:
        return self.clocks.setdefault((model, kind), Clock())

    @staticmethod
    def _timed(clock: Clock, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **more: Any) -> Any:
            with clock.running():
                return function(*args, **more)

        return timed
