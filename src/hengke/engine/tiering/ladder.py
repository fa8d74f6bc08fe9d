"""The policy's ladder as columns: name, floor and grace of a rank. Null ranks have none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.policies.tiering import TierPolicy


def tier_of(rank: ir.IntegerValue, policy: TierPolicy) -> ir.StringValue:
    """Name of the tier at this rank."""
    return looked_up(rank, {tier.rank: tier.name for tier in policy.tiers}, type="string")


def rank_of(tier: ir.StringValue, policy: TierPolicy) -> ir.IntegerValue:
    """Rank of the tier of this name; null when the policy has no such tier."""
    return looked_up(tier, {tier.name: tier.rank for tier in policy.tiers}, type="int64")


def grace_of(rank: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """Failing assessments after which the tier falls; 0 at the lowest, which cannot fall."""
    graces = {tier.rank: tier.grace if tier.rank else 0 for tier in policy.tiers}
    return looked_up(rank, graces, type="int64")


def floor_of(rank: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """Floor by the main measure, in hundredths of its unit; null where another way alone opens."""
    floors = {tier.rank: tier.floor_minor for tier in policy.tiers if not tier.only_by}
    return looked_up(rank, floors, type="int64")


def looked_up(key: ir.Value, values: Mapping[Any, Any], *, type: str) -> Any:  # noqa: A002
    """The value under the key, null where there is none."""
    found = [(known, ibis.literal(value, type=type)) for known, value in values.items()]
    return key.cases(*found, else_=ibis.null(type)) if found else ibis.null(type)
