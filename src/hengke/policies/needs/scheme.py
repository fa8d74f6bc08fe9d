"""What a needs policy is. Shares, weights and scores are exact fractions, ages whole years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError
from hengke.kernel.sentences import sentence

CATEGORIES = ("financial", "non_financial")
KANO = ("M", "O", "A", "I", "R")
"""Must-be, one-dimensional, attractive, indifferent, reverse; questionable answers name none."""
ANSWER_KINDS = ("yes_no", "scale", "text")
"""Yes or no; 1 to 5; words."""
REGIONS = ("grow", "hold", "harvest")
PARTS = ("kano", "benefit_cost", "swot")


@dataclass(frozen=True)
class NeedClass:
    """One class of needs; `level` is its step of the hierarchy, from 1."""

    code: str
    level: int
    category: str
    zh: str
    en: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class LifeStage:
    """From an age on (until the next stage) these classes are likely."""

    from_age: int
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    code: str
    kind: str
    zh: str
    en: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Questionnaire:
    """What customers are asked; questions in the order in which they are asked."""

    code: str
    zh: str
    en: str
    questions: Mapping[str, Question]

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Kano:
    tie_order: tuple[str, ...]
    most_questionable: Fraction
    middle: Fraction
    scores: Mapping[str, Fraction]


@dataclass(frozen=True)
class BenefitCost:
    discount_rate: Fraction
    most_years: int
    full_ratio: Fraction


@dataclass(frozen=True)
class Swot:
    middle: Fraction
    low_below: Fraction
    high_from: Fraction
    feasibility: Mapping[str, Fraction]


@dataclass(frozen=True)
class Feed:
    least_customers: int
    age_bands: tuple[int, ...]


@dataclass(frozen=True)
class NeedsPolicy:
    """One dated set of rules. `weights` of the priority add up to 1."""

    name: str
    version: str
    source: str
    classes: Mapping[str, NeedClass]
    life_stages: tuple[LifeStage, ...]
    questionnaires: Mapping[str, Questionnaire]
    kano: Kano
    benefit_cost: BenefitCost
    swot: Swot
    weights: Mapping[str, Fraction]
    sensitivity_step: Fraction
    feed: Feed

    def __post_init__(self) -> None:
        self._check_classes()
        self._check_shares()
        if sum(self.weights.values()) != 1 or min(self.weights.values()) < 0:
            self._refuse(sentence("the weights of the priority must add up to 1, none below 0"))
        if sorted(self.kano.tie_order) != sorted(KANO):
            self._refuse(sentence("kano.tie_order must name M, O, A, I and R once each"))
        if not 1 <= self.swot.low_below < self.swot.high_from <= 4:
            self._refuse(sentence("swot.low_below and swot.high_from must rise between 1 and 4"))
        if self.benefit_cost.full_ratio <= 0 or not 0 <= self.benefit_cost.discount_rate < 1:
            self._refuse(sentence("full_ratio must be above 0, discount_rate from 0 to below 1"))

    def likely(self, age: int) -> tuple[str, ...]:
        """Classes that are likely at an age; none below the first stage."""
        begun = [stage for stage in self.life_stages if stage.from_age <= age]
        return begun[-1].classes if begun else ()

    def _check_classes(self) -> None:
        if not self.classes:
            self._refuse(sentence("it names no class of needs"))
        ages = [stage.from_age for stage in self.life_stages]
        named = {code for stage in self.life_stages for code in stage.classes}
        if ages != sorted(set(ages)) or list(self.feed.age_bands) != sorted(
            set(self.feed.age_bands)
        ):
            self._refuse(sentence("ages of stages and bands must rise"))
        if not named <= set(self.classes):
            self._refuse(sentence("a life stage names a class that there is not"))

    def _check_shares(self) -> None:
        shares = (
            *self.kano.scores.values(), self.kano.most_questionable, self.kano.middle,
            *self.swot.feasibility.values(), self.sensitivity_step,
        )  # fmt: skip
        if not all(0 <= share <= 1 for share in shares):
            self._refuse(sentence("scores and shares must be 0 to 1"))

    def _refuse(self, problem: str) -> None:
        raise PolicyError("needs policy '{name}': {problem}", name=self.name, problem=problem)
