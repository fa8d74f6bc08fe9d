"""Ideas with all that is known of them, and the one list: a fixed number of grouped queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count
from django.utils.translation import gettext as _

from hengke.apps.needs.idea_models import CashYear, Factor, Idea, Stage
from hengke.apps.needs.survey_models import Answer, Feature
from hengke.engine.needs import benefit_cost, kano, priority, swot
from hengke.engine.needs.unknown import Unknown
from hengke.policies.needs import NeedsPolicy

Counted = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Weighed:
    """One idea; `category` is KANO's of the newest survey that asked about it."""

    idea: Idea
    category: str | Unknown
    feature: Feature | None
    case: benefit_cost.Result
    swot: swot.Result

    @property
    def must_first(self) -> bool:
        return self.category == priority.MUST_BE and not self.idea.met


def live() -> list[Idea]:
    return list(Idea.objects.exclude(stage=Stage.DROPPED).order_by("title", "pk"))


def weighed(ideas: Sequence[Idea], rules: NeedsPolicy) -> list[Weighed]:
    """In the order given; four queries for any number of ideas."""
    newest = _newest_features(ideas)
    answers = counted({one.survey_id for one in newest.values()})
    years, factors = _by_idea(CashYear, ideas), _by_idea(Factor, ideas)
    return [
        Weighed(
            idea=one,
            category=_category(newest.get(one.pk), answers, rules),
            feature=newest.get(one.pk),
            case=benefit_cost.evaluate(flows(years[one.pk]), rate=rules.benefit_cost.discount_rate),
            swot=swot.evaluate(factors_of(factors[one.pk]), policy=rules.swot),
        )
        for one in ideas
    ]


def items(found: Iterable[Weighed], rules: NeedsPolicy) -> list[priority.Item]:
    """The parts of each as 0 to 1."""
    return [
        priority.Item(
            one.idea.pk,
            {
                "kano": one.category if isinstance(one.category, Unknown)
                else rules.kano.scores[one.category],
                "benefit_cost": priority.ratio_part(
                    one.case.ratio, full=rules.benefit_cost.full_ratio
                ),
                "swot": one.swot.feasibility,
            },
            one.must_first,
        )
        for one in found
    ]  # fmt: skip


def flows(years: Iterable[CashYear]) -> list[benefit_cost.Flow]:
    return [benefit_cost.Flow(one.year, one.cost_minor, one.benefit_minor) for one in years]


def factors_of(found: Iterable[Factor]) -> list[swot.Factor]:
    return [swot.Factor(one.kind, Fraction(one.weight_permille, 1000), one.rating) for one in found]


def counted(surveys: Iterable[int]) -> dict[int, dict[int, Counted]]:
    """Per survey and feature how often each pair of answers was given; features that nobody
    answered are absent."""
    rows = (
        Answer.objects.filter(feature__survey_id__in=list(surveys))
        .order_by()
        .values_list("feature__survey_id", "feature_id", "functional", "dysfunctional")
        .annotate(times=Count("pk"))
    )
    found: dict[int, dict[int, dict[tuple[int, int], int]]] = defaultdict(lambda: defaultdict(dict))
    for survey, feature, functional, dysfunctional, times in rows:
        found[survey][feature][functional, dysfunctional] = times
    return found  # type: ignore[return-value]


def _newest_features(ideas: Sequence[Idea]) -> dict[int, Feature]:
    rows = Feature.objects.filter(idea__in=[one.pk for one in ideas]).select_related("survey")
    ordered = rows.order_by("survey__asked_on", "survey_id")
    return {one.idea_id: one for one in ordered if one.idea_id is not None}


def _category(
    feature: Feature | None, answers: dict[int, dict[int, Counted]], rules: NeedsPolicy
) -> str | Unknown:
    """Of a survey that is refused no category counts."""
    if feature is None:
        return Unknown(_("no survey asked about it"))
    survey = answers.get(feature.survey_id, {})
    refused = kano.refusal(kano.questionable(survey.values()), policy=rules.kano)
    if refused is not None:
        return refused
    return kano.evaluate(survey.get(feature.pk, {}), policy=rules.kano).category


def _by_idea(model: type[CashYear] | type[Factor], ideas: Sequence[Idea]) -> dict[int, list]:  # type: ignore[type-arg]
    found: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for row in model.objects.filter(idea__in=[one.pk for one in ideas]).order_by("pk"):
        found[row.idea_id].append(row)
    return found
