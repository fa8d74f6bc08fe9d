"""The text of one rule, which can refuse with the place marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from sqlglot import expressions as exp

from hengke.engine.rules.errors import Place, RuleError


@dataclass(frozen=True)
class Source:
    text: str

    def refuse(
        self, message: str, place: Place | None = None, *, next_step: str = "", **parts: object
    ) -> NoReturn:
        raise RuleError(message, next_step=next_step, source=self.text, place=place, **parts)

    def place(self, node: exp.Expr) -> Place:
        """Of everything below the node whose place is known; else the whole text."""
        known = [one.meta for one in node.walk() if "start" in one.meta]
        if not known:
            return Place(0, len(self.text))
        return Place(min(one["start"] for one in known), max(one["end"] for one in known) + 1)

    def name_of(self, node: exp.Anonymous) -> Place:
        """Of a function's name alone."""
        return Place(node.meta["start"], node.meta["end"] + 1)
