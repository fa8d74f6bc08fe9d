"""Trying out a draft: the form that a policy gives, and what its simulation says.

Nothing of the bank is written: draft and answer lie with the job that tried it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.customers.api import shown_name
from hengke.apps.tiering import draft, queries
from hengke.apps.tiering.ladder import Ladder, label
from hengke.kernel.money import decimal_string, to_minor
from hengke.policies.tiering import Tier, TierPolicy
from hengke.web.charts import heat

MOST_GRACE = 60
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Field:
    """One tier's floor and grace as typed; `changed` against the policy, or an `error`."""

    tier: Tier
    name: str
    floor: str
    grace: str
    changed: bool
    error: str = ""

    @property
    def has_floor(self) -> bool:
        """The lowest tier starts at nothing; one that another way alone opens has no floor here."""
        return bool(self.tier.rank) and not self.tier.only_by


def read(typed: Mapping[str, str], policy: TierPolicy) -> list[Field]:
    """The form, highest tier first; what was not typed is as the policy has it."""
    return [_field(typed, tier) for tier in reversed(policy.tiers)]


def _field(typed: Mapping[str, str], tier: Tier) -> Field:
    usual_floor, usual_grace = decimal_string(tier.floor_minor), str(tier.grace)
    floor = typed.get(f"floor_{tier.name}", usual_floor).strip().replace(",", "")
    grace = typed.get(f"grace_{tier.name}", usual_grace).strip()
    error = ""
    if _amount(floor) is None:
        error = _("The floor is not an amount.")
    elif not (grace.isascii() and grace.isdigit() and 1 <= int(grace) <= MOST_GRACE):
        error = _("The grace must be a whole number from 1 to %(most)d.") % {"most": MOST_GRACE}
    changed = not error and (_amount(floor) != tier.floor_minor or int(grace) != tier.grace)
    return Field(tier, label(tier.zh, tier.en), floor, grace, changed, error)


def _amount(text: str) -> int | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return to_minor(value) if value.is_finite() and 0 <= value < LARGEST else None


def text_of(fields: Sequence[Field], policy: TierPolicy) -> str:
    """The draft as a policy file; floors that do not rise are refused here already."""
    floors = {one.tier.name: _amount(one.floor) or 0 for one in fields if one.has_floor}
    graces = {one.tier.name: int(one.grace) for one in fields if one.tier.rank}
    return draft.changed(policy, floors_minor=floors, graces=graces)


@dataclass(frozen=True)
class TierChange:
    """Customers of one tier now and under the draft."""

    name: str
    palette: str
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Mover:
    """One of the largest who would move; only customers whom the reader may see are named."""

    customer_id: str
    name: str
    before: Any
    after: Any
    aum_minor: int | None


@dataclass(frozen=True)
class Outcome:
    """What the draft would do, beside what was decided."""

    customers: int
    movers: int
    up: int
    down: int
    at_stake_minor: int
    assessed_on: str
    draft_version: str
    tiers: tuple[TierChange, ...]
    matrix: tuple[heat.Row, ...]
    names: tuple[str, ...]
    sample: tuple[Mover, ...]
    unnamed: int


def outcome(told: Mapping[str, Any], *, ladder: Ladder, user: Any) -> Outcome:
    """What the worker told, with names for the customers whom the reader may see."""
    order = {step.tier: step.rank for step in ladder.steps}
    moves = [(order.get(m["from"]), order.get(m["to"]), m["customers"]) for m in told["rows"]]
    known = [(i, j, n) for i, j, n in moves if i is not None and j is not None]
    sample = _sample(told["sample"], ladder=ladder, user=user)
    return Outcome(
        customers=told["customers"],
        movers=told["movers"],
        up=sum(n for i, j, n in known if j > i),
        down=sum(n for i, j, n in known if j < i),
        at_stake_minor=to_minor(told["aum_at_stake"]),
        assessed_on=told["assessed_on"],
        draft_version=told["draft_version"],
        tiers=tuple(_tier(row, ladder) for row in told["tiers"]),
        matrix=heat.rows(ladder.names, _square(told["tiers"], known, order)),
        names=tuple(ladder.names),
        sample=sample,
        unnamed=told["movers"] - len(sample),
    )


def _tier(row: Mapping[str, Any], ladder: Ladder) -> TierChange:
    step = ladder.step(row["tier"])
    return TierChange(
        step.name if step else _("no tier"),
        step.palette if step else "base",
        row["customers_before"],
        row["customers_after"],
    )


def _square(
    tiers: Sequence[Mapping[str, Any]],
    moves: Sequence[tuple[int, int, int]],
    order: Mapping[str, int],
) -> list[list[int]]:
    """The whole matrix: who moves as told, and the rest of each tier on the diagonal."""
    cells = [[0] * len(order) for _tier in order]
    for row in tiers:
        if row["tier"] in order:
            cells[order[row["tier"]]][order[row["tier"]]] = row["customers_before"]
    for before, after, customers in moves:
        cells[before][after] += customers
        cells[before][before] -= customers
    return cells


def _sample(rows: Sequence[Mapping[str, Any]], *, ladder: Ladder, user: Any) -> tuple[Mover, ...]:
    known = queries.customers_of([row["customer_id"] for row in rows], user=user)
    return tuple(
        Mover(
            row["customer_id"],
            shown_name(known[row["customer_id"]], user),
            ladder.step(row["from"]),
            ladder.step(row["to"]),
            to_minor(row["aum"]) if row["aum"] else None,
        )
        for row in rows
        if row["customer_id"] in known
    )
