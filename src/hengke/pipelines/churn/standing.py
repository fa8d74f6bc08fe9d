"""Champion and challenger: what holds tonight, whether a model is due, and who takes whose place.

The champion scores. A fresh model is the challenger until a second person names it, or until the
policy lets it take the place by itself because it was better on a month that neither has seen. A
model that is no better than the plain rule is never made champion.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hengke.learning import evaluation
from hengke.learning.churn import Sample, apart
from hengke.pipelines.churn.models import Fitted
from hengke.policies.churn import ChurnPolicy
from hengke.policies.churn.shelf import AUTOMATIC

FIRST, SCHEDULE, DRIFT = "first", "schedule", "drift"
DUE = (FIRST, SCHEDULE, DRIFT)
"""Why a model is fitted tonight: there is none; the last is old; scores have drifted."""
NO_MODEL, NOT_BETTER_THAN_RULE, WAITS = "no_model", "not_better_than_rule", "waits_for_person"
BETTER_THAN_RULE, BETTER_THAN_CHAMPION = "better_than_rule", "better_than_champion"
NOT_BETTER, NAMED = "not_better_than_champion", "named"
VERDICTS = (
    NO_MODEL, NOT_BETTER_THAN_RULE, WAITS, BETTER_THAN_RULE, BETTER_THAN_CHAMPION, NOT_BETTER,
    NAMED,
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Paths of the models in the lake. `verdict` is what was said of the challenger, or of the
    champion when it took its place; `named` the last champion that a person named; `psi` the drift
    of the champion's scores; `compared` the champion's AUC on the month that the challenger was
    tested on."""

    champion: str | None = None
    challenger: str | None = None
    named: str = ""
    champion_by: str = ""
    verdict: str = ""
    compared: float | None = None
    psi: float | None = None

    @classmethod
    def of(cls, told: dict[str, Any]) -> Standing:
        return cls(**{name: told[name] for name in cls.__dataclass_fields__ if name in told})


def due(
    newest: Fitted | None,
    *,
    known_until: date,
    as_of: date,
    retrain_days: int,
    psi: float | None,
    psi_act: Fraction,
) -> str | None:
    """Why a model is fitted tonight; None where none is due. `known_until`: the end of the last
    month whose average is known. Without a month that the newest model does not know, none is."""
    if newest is None:
        return FIRST
    if newest.known_until >= known_until:
        return None
    if psi is not None and psi >= psi_act:
        return DRIFT
    return SCHEDULE if due_on(newest, retrain_days) < as_of else None


def due_on(newest: Fitted, retrain_days: int) -> date:
    """The last day on which the newest model is not yet to be replaced."""
    return newest.known_until + timedelta(days=retrain_days)


def plain_auc(one: Fitted) -> float:
    """AUC of the best plain rule on the rows tested; a rule that ranks the wrong way round is worth
    what chance is."""
    found = [auc for auc in one.told["test"]["plain"].values() if auc is not None]
    return max([0.5, *found])


def verdict(
    challenger: Fitted, champion: Fitted | None, compared: float | None, policy: ChurnPolicy
) -> tuple[str, bool]:
    """What is said of a fresh model, and whether it takes the place of the champion tonight.
    `compared`: AUC of the champion on the same rows; where that is not known, a person decides."""
    if challenger.model is None:
        return NO_MODEL, False
    auc = challenger.told["test"]["auc"] or 0.0
    if Fraction(str(auc)) < Fraction(str(plain_auc(challenger))) + policy.least_gain:
        return NOT_BETTER_THAN_RULE, False
    if champion is None:
        automatic = policy.first == AUTOMATIC
        return (BETTER_THAN_RULE if automatic else WAITS), automatic
    if compared is None:
        return WAITS, False
    if Fraction(str(auc)) < Fraction(str(compared)) + policy.margin:
        return NOT_BETTER, False
    return (BETTER_THAN_CHAMPION, True) if policy.next == AUTOMATIC else (WAITS, False)


def compared_on(sample: Sample, champion: Fitted | None, *, horizon: int) -> float | None:
    """AUC of the champion on the month that a fresh model of this sample is tested on, from what
    the champion knew before."""
    parts = apart(sample, horizon=horizon)
    if champion is None or parts is None:
        return None
    _, test = parts
    model = champion.as_of_then(int(test.month.max()), horizon)
    if model is None or not test.enough(1):
        return None
    return evaluation.ranking(test.left, model.score(test.inputs)).auc
