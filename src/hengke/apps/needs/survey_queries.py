"""Reads of surveys: evaluated from counts of pairs, never answer by answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, F, Q

from hengke.apps.customers import api as customers
from hengke.apps.needs import weighing
from hengke.apps.needs.survey_models import Answer, Feature, Survey
from hengke.engine.needs import kano
from hengke.engine.needs.unknown import Unknown
from hengke.policies.needs import NeedsPolicy

CONTRADICTORY_SHOWN, SURVEYS_SHOWN = 10, 50
AT_ONCE = 900
SAME_BOTH_WAYS = Q(functional=F("dysfunctional"), functional__in=(1, 5))
"""Pairs that contradict themselves: pleased, or displeased, either way."""


@dataclass(frozen=True)
class Evaluated:
    """One survey: its share of contradictions, why it is refused, each feature by itself."""

    share: Fraction | Unknown
    refused: Unknown | None
    features: list[tuple[Feature, kano.Feature]]


def evaluated(survey: Survey, rules: NeedsPolicy) -> Evaluated:
    features = survey.features.select_related("idea").order_by("code")
    counts = weighing.counted([survey.pk]).get(survey.pk, {})
    share = kano.questionable(counts.values())
    return Evaluated(
        share,
        kano.refusal(share, policy=rules.kano),
        [(one, kano.evaluate(counts.get(one.pk, {}), policy=rules.kano)) for one in features],
    )


@dataclass(frozen=True)
class Listed:
    """One survey of the list; figures are 0 where nothing was asked or answered."""

    survey: Survey
    features: int
    respondents: int
    answers: int


def newest() -> list[Listed]:
    """The surveys asked last, with what each holds; three queries."""
    found = list(Survey.objects.order_by("-asked_on", "-pk")[:SURVEYS_SHOWN])
    asked = Feature.objects.filter(survey__in=found).order_by().values("survey_id")
    features = dict(asked.annotate(times=Count("pk")).values_list("survey_id", "times"))
    given = Answer.objects.filter(feature__survey__in=found).order_by().values("feature__survey_id")
    answers = {
        row["feature__survey_id"]: (row["people"], row["times"])
        for row in given.annotate(times=Count("pk"), people=Count("respondent", distinct=True))
    }
    return [Listed(one, features.get(one.pk, 0), *answers.get(one.pk, (0, 0))) for one in found]


def contradictory(survey: Survey) -> list[tuple[str, int]]:
    """Respondents with the most pairs that contradict themselves."""
    rows = Answer.objects.filter(SAME_BOTH_WAYS, feature__survey=survey).order_by()
    counted = rows.values("respondent").annotate(times=Count("pk"))
    ordered = counted.order_by("-times", "respondent")[:CONTRADICTORY_SHOWN]
    return [(row["respondent"], row["times"]) for row in ordered]


def customers_among(respondents: Iterable[str]) -> set[str]:
    """Those that are numbers of customers, of any book: they are no codes of a survey."""
    wanted, found = sorted(set(respondents)), set()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        rows = customers.Customer.objects.filter(pk__in=some)
        found |= set(rows.values_list("pk", flat=True))
    return found
