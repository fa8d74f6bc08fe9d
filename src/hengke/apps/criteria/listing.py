"""Customers behind a figure: near a floor, or in a tier and above; those the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.criteria import queries
from hengke.apps.customers.api import shown_name, visible_to
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering.api import Ladder, Step

NEAR, TIER = "near", "tier"


@dataclass(frozen=True)
class Asked:
    """Which list: near the floor of a tier, or in it and above."""

    ladder: Ladder
    step: Step
    show: str


@dataclass(frozen=True)
class Row:
    customer_id: str
    name: str
    step: Step | None
    value: str | None
    aum_minor: int | None


def read(address: Mapping[str, str], ladders: Sequence[Ladder]) -> Asked | None:
    """None where the address names no tier with a floor of a published policy."""
    ladder = next((one for one in ladders if one.policy == address.get("policy")), None)
    step = None if ladder is None else ladder.step(address.get("tier"))
    if ladder is None or step is None or not step.rank:
        return None
    return Asked(ladder, step, NEAR if address.get("show") == NEAR else TIER)


def found(user: Any, asked: Asked) -> Any:
    """Positions, not ordered yet."""
    policy = asked.ladder.policy
    if asked.show == TIER:
        return queries.in_tier(user, policy=policy, rank=asked.step.rank)
    part = queries.rules(asked.ladder.as_of).near
    return queries.near_floor(user, policy=policy, floor_minor=asked.step.floor_minor, part=part)


def rows(positions: Sequence[Any], *, user: Any, ladder: Ladder) -> list[Row]:
    known = visible_to(user).in_bulk([one.customer_id for one in positions])
    return [
        Row(
            one.customer_id,
            shown_name(known[one.customer_id], user),
            ladder.named(one.assessed_tier),
            tiering.value(one.last_value_minor, ladder),
            one.aum_minor,
        )
        for one in positions
        if one.customer_id in known
    ]
