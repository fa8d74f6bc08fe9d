"""Lifetime value of a customer: its parts, and year by year what makes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings

from hengke.apps.value import queries, words
from hengke.apps.value.models import CustomerValue, Lifetime
from hengke.policies.lifetime import NOW, LifetimePolicy, load

PPM, YEAR = 1_000_000, 12


@dataclass(frozen=True)
class Year:
    """One year: the margin if the customer stays, how likely that is, and what it is worth now."""

    number: int
    margin_minor: int
    survival: float
    discount: float
    present_minor: int


@dataclass(frozen=True)
class Assumptions:
    """What the policy in force assumes; none of it where the policy has changed since the night."""

    years: int
    discount: float
    first_now: bool
    growth_years: int


@dataclass(frozen=True)
class Told:
    """A row with what stands behind it. `row` None: nothing was computed."""

    row: Lifetime
    reason: Any
    years: Sequence[Year]
    assumptions: Assumptions | None

    @property
    def staying(self) -> float | None:
        """Years that the relation is expected to last within the horizon: the mean of the survival
        at both ends of each year. None where it is unknown, or the policy has changed since."""
        if not self.years:
            return None
        ends = [1.0, *(one.survival for one in self.years)]
        return sum((first + last) / 2 for first, last in pairwise(ends))

    @property
    def beyond(self) -> bool:
        """Is the relation expected to outlast the horizon? How long is then not said."""
        found, told = self.row.remaining_months, self.assumptions
        return found is not None and told is not None and found > told.years * YEAR

    @property
    def own(self) -> float | None:
        return None if self.row.own_ppm is None else self.row.own_ppm / PPM

    @property
    def growth(self) -> float | None:
        return None if self.row.growth_ppm is None else self.row.growth_ppm / PPM


def of(value: CustomerValue) -> Told | None:
    """None where no night has computed it, and of who wants no personalised processing: what
    somebody will do is foreseen in it."""
    row = None if value.plain else queries.lifetime_of(value.customer_id)
    if row is None:
        return None
    policy = policy_of(row)
    return Told(
        row,
        words.reason(row.unknown_reason),
        [] if policy is None else years(row, policy),
        None if policy is None else _assumptions(policy, row.kind),
    )


def policy_of(row: Any) -> LifetimePolicy | None:
    """The policy by which a row was computed, while it is still the one in force on its day."""
    policy = load(on=row.as_of, own=settings.HENGKE_HOME.lifetime_policies)
    return policy if policy.version == row.policy_version else None


def years(row: Lifetime, policy: LifetimePolicy) -> list[Year]:
    """Year by year; the present values are those of the night and add up to the lifetime value."""
    growth = policy.growth.get(row.kind or "")
    if row.present is None or row.survival is None or growth is None:
        return []
    grows = growth.years
    found = zip(policy.years, json.loads(row.survival), json.loads(row.present), strict=True)
    return [
        Year(number, _margin(row, min(number, grows)), left / PPM,
             float((1 + policy.discount) ** -number), present)
        for number, left, present in found
    ]  # fmt: skip


def _margin(row: Lifetime, grown: int) -> int:
    basis = row.basis_minor or 0
    return round(basis * (1 + (row.growth_ppm or 0) / PPM) ** grown) if basis > 0 else basis


def _assumptions(policy: LifetimePolicy, kind: str | None) -> Assumptions:
    growth = policy.growth.get(kind or "")
    return Assumptions(
        policy.horizon_years,
        float(policy.discount),
        policy.first_margin == NOW,
        0 if growth is None else growth.years,
    )
