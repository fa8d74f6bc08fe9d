"""How often what was answered was accepted: by tier, version, product, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hengke.apps.recommendation.models import Answer, Outcome

Z = 1.959964  # of a 95 % interval
BY = {
    "class": ("tier", "personalised"),
    "version": ("policy_version", "model_version", "personalised"),
    "product": ("product_id", "product_name"),
}


@dataclass(frozen=True)
class Rate:
    """One group. The rate is of what was accepted or refused; what waits for an answer is open."""

    group: dict[str, Any]
    shown: int
    accepted: int
    refused: int
    later: int

    @property
    def waiting(self) -> int:
        return self.shown - self.accepted - self.refused - self.later

    @property
    def unanswered(self) -> int:
        """What still waits: not answered, or answered with later."""
        return self.waiting + self.later

    @property
    def answered(self) -> int:
        return self.accepted + self.refused

    @property
    def rate(self) -> float | None:
        return self.accepted / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.accepted, self.answered)


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The interval of a share after Wilson (1927): right for few rows, too; None for none."""
    if not of:
        return None
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def counted(rows: QuerySet[Outcome], *, days: int) -> QuerySet[Outcome]:
    """One outcome per customer, product and showing: within so many days the last answer counts,
    and a showing that waits for one is not another where an answer was given before."""
    window = timedelta(days=days)
    same = Outcome.objects.filter(
        customer_id=OuterRef("customer_id"), product_id=OuterRef("product_id")
    ).exclude(answer=Answer.SHOWN)
    later = same.filter(pk__gt=OuterRef("pk"), shown_at__lt=OuterRef("shown_at") + window)
    before = same.filter(pk__lt=OuterRef("pk"), shown_at__gt=OuterRef("shown_at") - window)
    return rows.exclude(Exists(later)).exclude(Q(answer=Answer.SHOWN) & Exists(before))


def rates(rows: QuerySet[Outcome], by: str) -> Sequence[Rate]:
    """Groups by what was shown most often; one query."""
    fields = BY[by]
    counted = (
        rows.order_by()
        .values(*fields)
        .annotate(
            shown=Count("pk"),
            accepted=Count("pk", filter=Q(answer=Answer.ACCEPTED)),
            refused=Count("pk", filter=Q(answer=Answer.REFUSED)),
            later=Count("pk", filter=Q(answer=Answer.LATER)),
        )
        .order_by("-shown", *fields)
    )
    numbers = ("shown", "accepted", "refused", "later")
    return [
        Rate({name: one[name] for name in fields}, **{name: one[name] for name in numbers})
        for one in counted
    ]
