"""Rules as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hengke.apps.associations import queries, words
from hengke.apps.associations.models import Rule


@dataclass(frozen=True)
class Line:
    """One rule in words; `own`: candidates of the reader's books; `expression`: who they are in the
    rule language."""

    rule: Rule
    condition: str
    product: str
    own: int
    expression: str

    @property
    def name(self) -> str:
        """The rule in an address."""
        return "-".join((*self.rule.condition.split(), self.rule.product))


def lines(user: Any) -> list[Line]:
    own = queries.candidates(user)
    return [line(one, own) for one in queries.rules()]


def line(rule: Rule, own: Mapping[tuple[str, str], int]) -> Line:
    return Line(
        rule=rule,
        condition=words.condition(rule.condition),
        product=words.family(rule.product),
        own=own.get((rule.condition, rule.product), 0),
        expression=rule.expression or "",
    )
