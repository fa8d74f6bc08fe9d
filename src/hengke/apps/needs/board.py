"""The board: the one list of ideas with its parts, and how ranks move when weights do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from hengke.apps.needs import outlook, permissions, policy, queries, weighing, words
from hengke.apps.needs.models import UNMET
from hengke.engine.needs import priority
from hengke.engine.needs.unknown import Unknown
from hengke.policies.needs import NeedsPolicy


@dataclass(frozen=True)
class Move:
    """The rank when one weight moves; `by` how many places better (above 0) or worse."""

    rank: int
    by: int


@dataclass(frozen=True)
class Place:
    """One line. Figures that are unknown are None, and `missing` says why, part by part; without a
    score there are no moves."""

    rank: int | None
    score: float | None
    missing: list[tuple[Any, str]]
    one: weighing.Weighed
    title: str
    waiting: int | None
    kano: Any
    ratio: float | None
    moves: list[Move]

    @property
    def cell(self) -> str:
        return "" if isinstance(self.one.swot.cell, Unknown) else self.one.swot.cell


@dataclass(frozen=True)
class Weight:
    """A weight of the list, as it is and as far as it is moved."""

    name: Any
    share: float
    low: float
    high: float


def context(user: Any, rules: NeedsPolicy) -> dict[str, Any]:
    """Eleven queries at most, for any number of ideas, answers and needs."""
    found = {one.idea.pk: one for one in weighing.weighed(weighing.live(), rules)}
    items = weighing.items(found.values(), rules)
    moved = priority.sensitivity(items, rules.weights, step=rules.sensitivity_step)
    waiting = waiting_per_class(user)
    places = [
        _place(one, found, moved, waiting, rules) for one in priority.ranked(items, rules.weights)
    ]
    return {
        "places": places,
        "weights": _weights(rules),
        "step": float(rules.sensitivity_step),
        "steady": _steady(places),
        "rules": rules,
        "classes": [(code, policy.title(one)) for code, one in rules.classes.items()],
        "coming": _coming(user, rules),
        "can_weigh": permissions.can_weigh(user),
        "can_feed": permissions.can_feed(user),
    }


def _coming(user: Any, rules: NeedsPolicy) -> list[outlook.Kind]:
    """Classes that are predicted, with what is expected in the reader's own books; nothing for who
    may not read needs."""
    if not permissions.can_read(user):
        return []
    return [one for one in outlook.kinds(user, rules) if one.predicted]


def waiting_per_class(user: Any) -> dict[str, int] | None:
    """Numbers with an unmet need of each class in the reader's own reach; nothing for who may not
    read needs."""
    if not permissions.can_read(user):
        return None
    rows = queries.needs(user).filter(status__in=UNMET).order_by().values("need_class")
    counted = rows.annotate(numbers=Count("customer_id", distinct=True))
    return dict(counted.values_list("need_class", "numbers"))


def _place(
    ranked: priority.Ranked,
    found: Mapping[Any, weighing.Weighed],
    moved: Mapping[Any, Mapping[tuple[str, int], int]],
    waiting: Mapping[str, int] | None,
    rules: NeedsPolicy,
) -> Place:
    one = found[ranked.item.key]
    ratio = one.case.ratio
    ranks = moved[ranked.item.key].values()
    return Place(
        rank=ranked.rank,
        score=None if ranked.score is None else float(ranked.score),
        missing=[(words.PARTS[name], why.reason) for name, why in ranked.missing.items()],
        one=one,
        title=policy.class_title(one.idea.need_class, rules),
        waiting=None if waiting is None else waiting.get(one.idea.need_class, 0),
        kano=None if isinstance(one.category, Unknown) else words.KANO[one.category],
        ratio=None if isinstance(ratio, Unknown) else float(ratio),
        moves=[Move(rank, (ranked.rank or rank) - rank) for rank in ranks],
    )


def _weights(rules: NeedsPolicy) -> list[Weight]:
    step = rules.sensitivity_step
    return [
        Weight(
            words.PARTS[name],
            float(weight),
            float(max(weight - step, Fraction(0))),
            float(min(weight + step, Fraction(1))),
        )
        for name, weight in rules.weights.items()
    ]


def _steady(places: list[Place]) -> str:
    """In one sentence whether the order holds."""
    ranked = [place for place in places if place.moves]
    if not ranked:
        return ""
    changing = sum(any(move.by for move in place.moves) for place in ranked)
    if not changing:
        return _("The order holds: no weight moved by this step changes a rank.")
    return _("%(n)d of %(all)d ideas change their rank when a weight moves by this step.") % {
        "n": changing,
        "all": len(ranked),
    }
