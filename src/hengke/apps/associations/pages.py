"""Rules as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hengke.apps.associations import queries, words
from hengke.apps.associations.models import Rule
from hengke.web import formats

LEAST = 0.0001


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
    def false(self) -> str:
        """So small a part that it would be told as 0 is told as below the least."""
        part = self.rule.discovery
        if part is not None and part < LEAST:
            return f"< {formats.percent(LEAST, 2)}"
        return formats.percent(part, 2) or "–"

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
