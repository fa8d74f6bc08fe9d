"""The gate on the day on which something is shown or done: the night's standing, judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.recommendation import words
from hengke.apps.recommendation.models import Offered, Recommendation, Standing
from hengke.engine.recommendation import gate
from hengke.engine.recommendation.states import OFFERED
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.recommendation import RecommendationPolicy, load
from hengke.web import formats

NO_STANDING = "no_standing"
OFF_THE_SHELF = "off_the_shelf"


@dataclass(frozen=True)
class Day:
    """The day on which is judged, and the policy in force on it: the day of selling, which is
    today, never the day of the data alone. Where the book is of a later day than the clock (a
    made-up bank), the book's day counts. `data`: the day of the data, where one is."""

    on: date
    policy: RecommendationPolicy
    data: date | None = None

    @property
    def after_data(self) -> bool:
        """Is judged on a later day than that of the data, so that something may have run out?"""
        return self.data is not None and self.data < self.on

    @property
    def last_over(self) -> date:
        """The newest day of an assessment that has run out by now."""
        return self.policy.suitability.valid_after(self.on)


def day_of(as_of: date | None) -> Day:
    today = clock.day(clock.now())
    on = today if as_of is None else max(today, as_of)
    return Day(on, load(on=on, own=settings.HENGKE_HOME.policies / "recommendation"), as_of)


def last_day(row: Standing | Recommendation, day: Day) -> date | None:
    """The last day on which the assessment that counts is valid; None where none has a day."""
    if row.assessed_on is None or row.state not in (gate.VALID, gate.EXPIRED):
        return None
    return day.policy.suitability.last_day(row.assessed_on, row.valid_through)


def ran_out(row: Standing | Recommendation, day: Day) -> str:
    """In words: on which day the assessment ran out, and whether after the day of the data."""
    last = last_day(row, day)
    if last is None or last >= day.on:
        return ""
    told = {"day": formats.day(last, get_language() or formats.ZH, year=True)}
    if day.data is not None and last >= day.data:
        return _("ran out on %(day)s (after the data day)") % told
    return _("ran out on %(day)s") % told


def standing_of(row: Standing, day: Day) -> gate.Standing:
    """What the gate reads, on the day."""
    found = gate.Standing(
        state=row.state or gate.NONE, level=row.level, assessed_on=row.assessed_on,
        valid_through=row.valid_through, person=row.person != 0, age=row.age, status=row.status,
    )  # fmt: skip
    return gate.on_day(found, day.policy.suitability, on=day.on)


def state_of(row: Recommendation, day: Day) -> str:
    """State of the assessment of who is recommended something, on the day."""
    found = gate.Standing(
        state=row.state or gate.NONE, level=row.level, assessed_on=row.assessed_on,
        valid_through=row.valid_through, person=True, age=None, status=None,
    )  # fmt: skip
    return gate.on_day(found, day.policy.suitability, on=day.on).state


def judge(row: Standing | None, product: Offered, day: Day) -> str:
    """'' where the product may be recommended to the customer today, else the reason."""
    if row is None:
        return NO_STANDING
    known = day.policy.product(product.product_id)
    if product.state != OFFERED or known is None or not known.offered(day.on):
        return OFF_THE_SHELF
    who = standing_of(row, day)
    rules = day.policy.suitability
    return gate.verdict(rules, who, family=product.family or "", risk=product.risk)


def check(row: Standing | None, product: Offered, day: Day) -> None:
    if reason := judge(row, product, day):
        raise Refused(str(words.WHY_NOT[reason]), next_step=str(words.WAY_OUT.get(reason, "")))


def still_open(day: Day) -> Q:
    """The condition, on rows of recommendations, that the gate lets them through today as well:
    whose assessment has run out since the night drops out of every list at once."""
    rules = day.policy.suitability
    over = Q(assessed_on__lte=day.last_over) | Q(valid_through__lt=day.on)
    needs = Q(risk__gt=rules.without_assessment) & ~Q(family__in=sorted(rules.not_rated))
    offered = [one.code for one in day.policy.products if one.offered(day.on)]
    return Q(product_id__in=offered) & ~(needs & over)


def run_out(day: Day) -> Q:
    """The condition, on standings, that the assessment that counts has run out by today."""
    return Q(state=gate.EXPIRED) | (
        Q(state=gate.VALID) & (Q(assessed_on__lte=day.last_over) | Q(valid_through__lt=day.on))
    )


def needs_procedure(row: Standing, product: Any, day: Day) -> bool | None:
    who = standing_of(row, day)
    rules = day.policy.suitability
    return gate.needs_procedure(rules, who, family=product.family or "", risk=product.risk)
