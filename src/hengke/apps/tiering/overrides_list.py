"""Rows of the overrides inbox, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hengke.apps.customers.api import shown_name
from hengke.apps.identity import api as identity
from hengke.apps.tiering import permissions, queries, words
from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.models import OverrideStatus, Position, TierOverride
from hengke.web.composition import Chip


@dataclass(frozen=True)
class Row:
    """One override: for whom, from which tier to which, and whether the reader may decide it."""

    override: TierOverride
    name: str
    now: Step | None
    asked: Step | None
    ladder: Ladder | None
    decidable: bool

    @property
    def status(self) -> Chip:
        return words.override_status(self.override.status)

    @property
    def waits(self) -> bool:
        return self.override.status == OverrideStatus.REQUESTED


def only_waiting(found: QuerySet[TierOverride]) -> QuerySet[TierOverride]:
    return found.filter(status=OverrideStatus.REQUESTED)


def waiting_for(user: Any) -> int:
    """How many requests this person could decide now; nobody else costs a query."""
    if not permissions.can_decide_overrides(user):
        return 0
    return (
        only_waiting(queries.overrides(user))
        .exclude(identity.is_person("requested_by", user))
        .order_by()
        .count()
    )


def rows(found: Sequence[TierOverride], *, user: Any) -> list[Row]:
    """Three queries for a page of any length."""
    numbers = {one.customer_id for one in found}
    customers = queries.customers_of(numbers, user=user)
    ladders = {ladder.policy: ladder for ladder in queries.ladders()}
    positions = _positions(numbers)
    return [
        Row(
            override=one,
            name=shown_name(customers[one.customer_id], user),
            now=_step(ladders.get(one.policy), positions.get((one.policy, one.customer_id))),
            asked=_step(ladders.get(one.policy), one.tier),
            ladder=ladders.get(one.policy),
            decidable=one.status == OverrideStatus.REQUESTED and permissions.can_decide(user, one),
        )
        for one in found
        if one.customer_id in customers
    ]


def _positions(numbers: set[str]) -> dict[tuple[str, str], str | None]:
    found = Position.objects.filter(customer_id__in=numbers)
    return {
        (policy, customer_id): tier
        for policy, customer_id, tier in found.values_list(
            "policy", "customer_id", "effective_tier"
        )
    }


def _step(ladder: Ladder | None, tier: str | None) -> Step | None:
    return ladder.step(tier) if ladder else None
