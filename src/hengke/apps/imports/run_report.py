"""A run's report for people: how long each stage took, and how good the fall model is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.imports import model_words, words
from hengke.apps.imports.models import Run
from hengke.kernel.sentences import recalled
from hengke.web.sentences import said

NO_MODEL = {
    "too_few_falls": _("too few falls to learn from (fewer than 30)"),
    "all_alike": _("customers who fell and customers who did not are alike in all that is known"),
    "no_earlier_period": _("no earlier period to learn from"),
    "no_balances": _("no balances on the business date"),
}


@dataclass(frozen=True)
class Stage:
    """One part of a run; `share` of the longest, for the bar."""

    name: Any
    seconds: float
    percent: int


@dataclass(frozen=True)
class Figures:
    """Ranking figures of one test, beside those of the distance to the floor alone."""

    label: Any
    rows: int
    falls: int
    auc: float | None
    average_precision: float | None
    baseline_auc: float | None
    baseline_average_precision: float | None


@dataclass(frozen=True)
class Card:
    """The model of one policy; `missing` says why there is none."""

    policy: str
    missing: Any
    falls: int | None
    assessment_on: str
    model: Mapping[str, Any]
    features: list[Any]
    unused: list[Any]
    figures: tuple[Figures, ...]
    calibration: tuple[Mapping[str, Any], ...]
    calibration_error: float | None


def context(run: Run) -> dict[str, Any]:
    report = run.report or {}
    return {
        "stages": stages(report),
        "cards": [card(policy, told) for policy, told in sorted(report.get("falls", {}).items())],
        "policies": sorted(run.policies.items()),
        "notes": [
            said(recalled(note, report.get("sentences") or {})) for note in report.get("notes", [])
        ],
    }


def stages(report: Mapping[str, Any]) -> list[Stage]:
    """In the order in which they ran; an object of an earlier release has lost it on PostgreSQL."""
    told = report.get("stages", {})
    pairs = list(told.items()) if isinstance(told, Mapping) else [tuple(one) for one in told]
    longest = max((seconds for _name, seconds in pairs), default=0) or 1
    return [
        Stage(words.stage(name), seconds, round(100 * seconds / longest)) for name, seconds in pairs
    ]


def card(policy: str, told: Mapping[str, Any]) -> Card:
    reason, model = told.get("reason"), told.get("model") or {}
    tests = (
        (_("Out of time: fitted on earlier periods, tested on the last"), told.get("out_of_time")),
        (_("Five-fold on the last period, customers kept together"), told.get("five_fold")),
    )
    return Card(
        policy=policy,
        missing=NO_MODEL.get(reason, reason) if reason else None,
        falls=told.get("falls"),
        assessment_on=told.get("assessment_on", ""),
        model=model,
        features=model_words.features(model.get("features", ())),
        unused=model_words.features(model.get("unused", ())),
        figures=tuple(_figures(label, one) for label, one in tests if one),
        calibration=tuple(told.get("calibration") or ()),
        calibration_error=told.get("calibration_error"),
    )


def _figures(label: Any, told: Mapping[str, Any]) -> Figures:
    return Figures(
        label=label,
        rows=told["rows"],
        falls=told["falls"],
        auc=told.get("auc"),
        average_precision=told.get("average_precision"),
        baseline_auc=told.get("baseline_auc"),
        baseline_average_precision=told.get("baseline_average_precision"),
    )
