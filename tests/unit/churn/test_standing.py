"""Champion and challenger: when a model is due, and who takes whose place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from hengke.pipelines.churn.models import Fitted
from hengke.pipelines.churn.standing import due, verdict
from hengke.policies.churn import load
from hengke.policies.churn.shelf import AUTOMATIC, SECOND_PERSON

KNOWN = date(2026, 6, 30)
POLICY = load(on=KNOWN)  # 0.01 above the rule, 0.005 above the champion


def model(auc: float, *, rule: float = 0.7, text: str | None = "{}") -> Fitted:
    told = {
        "learnt_until": KNOWN.isoformat(),
        "test": {"auc": auc, "plain": {"rule": rule, "recency": None, "fallen": 0.3}},
    }
    return Fitted("models/churn/abc.json", text, text, told)


CHAMPION = model(0.8)


@pytest.mark.requirement("R234")
@pytest.mark.parametrize(
    ("newest", "known_until", "days_later", "psi", "why"),
    [
        (None, KNOWN, 0, None, "first"),
        (CHAMPION, KNOWN, 900, 0.9, None),  # nothing new to learn from
        (CHAMPION, date(2026, 9, 30), 92, None, None),
        (CHAMPION, date(2026, 9, 30), 93, None, "schedule"),
        (CHAMPION, date(2026, 7, 31), 40, 0.249, None),
        (CHAMPION, date(2026, 7, 31), 40, 0.25, "drift"),
    ],
)
def test_a_model_is_due_by_schedule_or_by_drift_and_only_with_a_new_month(
    newest, known_until, days_later, psi, why
):
    found = due(
        newest, known_until=known_until, as_of=KNOWN + timedelta(days=days_later),
        retrain_days=92, psi=psi, psi_act=Fraction(1, 4),
    )  # fmt: skip
    assert found == why


@pytest.mark.requirement("R234")
@pytest.mark.parametrize(
    ("challenger", "champion", "compared", "ways", "said", "takes"),
    [
        (model(0.71), None, None, (AUTOMATIC, AUTOMATIC), "better_than_rule", True),
        (model(0.71), None, None, (SECOND_PERSON, AUTOMATIC), "waits_for_person", False),
        (model(0.7099), None, None, (AUTOMATIC, AUTOMATIC), "not_better_than_rule", False),
        (model(0.5, rule=0.2), None, None, (AUTOMATIC, AUTOMATIC), "not_better_than_rule", False),
        (model(0.9, text=None), None, None, (AUTOMATIC, AUTOMATIC), "no_model", False),
        (model(0.805), CHAMPION, 0.8, (AUTOMATIC, AUTOMATIC), "better_than_champion", True),
        (model(0.805), CHAMPION, 0.8, (AUTOMATIC, SECOND_PERSON), "waits_for_person", False),
        (model(0.8049), CHAMPION, 0.8, (AUTOMATIC, AUTOMATIC), "not_better_than_champion", False),
        (model(0.9), CHAMPION, None, (AUTOMATIC, AUTOMATIC), "waits_for_person", False),
        (model(0.7, rule=0.7), CHAMPION, 0.6, (AUTOMATIC, AUTOMATIC), "not_better_than_rule",
         False),
    ],
)  # fmt: skip
def test_a_challenger_takes_the_place_only_as_the_policy_lets_it(
    challenger, champion, compared, ways, said, takes
):
    policy = replace(POLICY, first=ways[0], next=ways[1])
    assert verdict(challenger, champion, compared, policy) == (said, takes)
