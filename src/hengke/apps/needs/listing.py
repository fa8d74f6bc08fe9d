"""Needs as pages draw them: class and step of the hierarchy, the evidence, what may follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.needs import permissions, policy, words
from hengke.apps.needs.models import UNMET, Nature, Need, Status
from hengke.policies.needs import NeedsPolicy
from hengke.web.composition import Chip


@dataclass(frozen=True)
class Row:
    """One need. `name` is that of the customer who answers for the number, masked for mere readers
    as the evidence is; empty on the customer's own page."""

    need: Need
    title: str
    level: int | None
    category: Any
    evidence: str
    can_change: bool
    mine: bool
    name: str = ""

    @property
    def nature(self) -> Chip:
        return words.NATURES[Nature(self.need.nature)]

    @property
    def state(self) -> Chip:
        return words.STATES[Status(self.need.status)]

    @property
    def waits(self) -> bool:
        return Status(self.need.status) in UNMET

    @property
    def latent(self) -> bool:
        return self.need.nature == Nature.LATENT

    @property
    def steps(self) -> list[tuple[str, Any]]:
        if not self.can_change:
            return []
        return [
            (one.value, words.STEPS[one]) for one in policy.MAY_BECOME[Status(self.need.status)]
        ]


def rows(found: Sequence[Need], user: Any, rules: NeedsPolicy, *, named: bool = False) -> list[Row]:
    """In the order given; names by at most three queries. What has left the book since is left
    out."""
    known = names_of({need.customer_id for need in found}, user) if named else {}
    can = permissions.can_record(user)
    return [
        _row(need, user, rules, can, known.get(need.customer_id, ""))
        for need in found
        if not named or need.customer_id in known
    ]


def _row(need: Need, user: Any, rules: NeedsPolicy, can: bool, name: str) -> Row:
    known = rules.classes.get(need.need_class)
    return Row(
        need=need,
        title=policy.class_title(need.need_class, rules),
        level=known.level if known else None,
        category=words.CATEGORIES[known.category] if known else "",
        evidence=customers.shown_text(need.evidence, user),
        can_change=can,
        mine=need.owner_id == user.pk,
        name=name,
    )


def names_of(numbers: set[str], user: Any) -> dict[str, str]:
    """By number, the name of whoever answers for it; a number outside the book is left out."""
    merged = customers.survivors_of(numbers)
    answering = {number: merged.get(number, number) for number in numbers}
    seen = customers.visible_to(user).in_bulk(set(answering.values()))
    return {
        number: customers.shown_name(seen[one], user)
        for number, one in answering.items()
        if one in seen
    }
