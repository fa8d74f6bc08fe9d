"""What of the list's filters and orders a reader may ask for.

A range pins an amount that the cells show as a band, and an order says who holds more; so both are
for who sees the class `financial` whole. Tiers, gaps and probabilities are for who may read tiers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengke.apps.identity import api as identity
from hengke.apps.tagging import api as tagging
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import list_fields
from hengke.apps.workbench.list_fields import Field

OF_TIERS = ("policy", "tier", "was", "risk", "falls", "maturing")
"""Filters of the short bar that positions answer."""
OF_AMOUNTS = ("aum_from", "aum_to")
SORTS = {"aum": (True, False), "average": (True, True), "gap": (True, True), "fall": (False, True)}
"""Whether an order needs amounts, and whether it needs tiers."""
OF_OTHERS = "household_aum"
"""A sum over people who may be in other books: for who sees the whole bank."""
BY_NUMBER = ""
"""The order of who may not have the usual one."""


@dataclass(frozen=True)
class Askable:
    """What one reader may ask for."""

    amounts: bool
    tiers: bool
    tags: bool
    everybody: bool

    def field(self, field: Field) -> bool:
        """One of the long form."""
        if field.on == list_fields.POSITION and not self.tiers:
            return False
        if field.kind == list_fields.TAG and not self.tags:
            return False
        if field.name == OF_OTHERS and not self.everybody:
            return False
        return self.amounts or field.kind != list_fields.MONEY

    def filter(self, name: str) -> bool:
        """One of the short bar, or of what stands beside the fields."""
        return (self.tiers or name not in OF_TIERS) and (self.amounts or name not in OF_AMOUNTS)

    @property
    def sorts(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, (amounts, tiers) in SORTS.items()
            if (self.amounts or not amounts) and (self.tiers or not tiers)
        )

    @property
    def usual_sort(self) -> str:
        return "aum" if self.amounts else BY_NUMBER


def askable(user: Any) -> Askable:
    whole = identity.view_of(user, "financial") is identity.View.CLEAR
    reach = identity.scope_of(user, "customers.read")
    return Askable(
        amounts=whole,
        tiers=tiering.can_read(user),
        tags=tagging.can_read(user),
        everybody=reach is identity.Scope.ALL,
    )
