"""What a night weighs besides tiers, one module per capability.

A part reads the book, the customers' records, their positions and what earlier parts wrote, and
writes result tables of its own. `PARTS` is the order. A bank leaves a part out by naming it in
`without` of home.toml; the tables of that part are then not in the run, and pages say so.
"""

from __future__ import annotations

from datetime import date

from hengke.kernel.errors import Refused
from hengke.pipelines.home import SETTINGS_FILE, Home
from hengke.pipelines.weighing import (
    activity,
    associations,
    behaviour,
    churn,
    clustering,
    criteria,
    enquiries,
    fairness,
    forecast,
    lifecycle,
    lifetime,
    market,
    need_outlook,
    needs,
    preferences,
    recommendation,
    register,
    risk_profiles,
    statistics,
    tagging,
    value,
)
from hengke.pipelines.weighing.part import Part, Weighing

__all__ = ["PARTS", "Part", "Weighing", "followed", "wanted", "weigh"]

PARTS: tuple[Part, ...] = (
    activity.PART, market.PART, value.PART, lifetime.PART, behaviour.PART, enquiries.PART,
    preferences.PART, risk_profiles.PART, churn.PART, lifecycle.PART, clustering.PART,
    associations.PART, forecast.PART, tagging.PART, needs.PART, need_outlook.PART,
    recommendation.PART, statistics.PART, register.PART, fairness.PART, criteria.PART,
)  # fmt: skip


def wanted(home: Home) -> tuple[Part, ...]:
    """The parts that this bank has not left out; refused where it leaves out what is not there."""
    without = home.settings().without
    words = [part.word for part in PARTS]
    if unknown := sorted(set(without).difference(words)):
        raise Refused(
            "{file} leaves out '{word}', which no night computes.",
            next_step="`without` may name: {words}.",
            file=home.path / SETTINGS_FILE,
            word=unknown[0],
            words=", ".join(words) or "-",
        )
    return tuple(part for part in PARTS if part.word not in without)


def followed(home: Home, on: date) -> list[str]:
    """What the run follows from: each part's name with the versions of its policies."""
    return [f"{part.word}: {', '.join(part.followed(home, on))}" for part in wanted(home)]


def weigh(weighing: Weighing) -> None:
    """Every part that the bank wants, in order, each a stage of the run."""
    for part in wanted(weighing.home):
        with weighing.night.stages.stage(part.word):
            part.weigh(weighing)
