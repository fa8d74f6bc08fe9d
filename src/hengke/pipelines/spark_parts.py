"""Statements for Spark: what a statement reads more than once is computed once.

Ibis names a part that is read several times (WITH ... AS). DuckDB computes such a part once; Spark
puts it in at every place, parts within parts, and plans what multiplies from part to part: a book
of three hundred customers took more than a gigabyte to plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlglot.expressions as sge

Compute = Callable[[str, str], str]
"""Computes a query under a name and answers with the name of the table to read instead."""

WORK = (sge.Join, sge.Group, sge.Window, sge.SetOperation, sge.Distinct)
MOST_WORK = 12
"""Steps (joins, groups, windows, unions) that a part may have Spark do again in the places that
read it; a part that costs more is computed once."""


@dataclass
class Statement:
    """A query and its named parts, in the order in which they read each other."""

    query: sge.Query
    dialect: Any
    parts: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, query: sge.Query, dialect: Any) -> Statement:
        parts = {one.alias: one.this for one in query.ctes}
        if named := query.find(sge.With):
            named.pop()
        return cls(query, dialect, parts)

    def split(self, compute: Compute) -> str:
        """The query as SQL once all parts that cost too much to repeat have been computed."""
        reads = Counter(
            name for one in (*self.parts.values(), self.query) for name in self._read_by(one)
        )
        work: dict[str, int] = {}
        for name, part in self.parts.items():
            work[name] = _steps(part) + sum(work[one] for one in self._read_by(part))
            if work[name] * (reads[name] - 1) >= MOST_WORK:
                self.computed[name] = compute(name, self._sql(part))
                work[name] = 0
        return self._sql(self.query)

    def _read_by(self, query: Any) -> list[str]:
        return [one.name for one in query.find_all(sge.Table) if one.name in self.parts]

    def _sql(self, query: Any) -> str:
        """With the parts that it needs and that have not been computed."""
        needed = self._needed(query)
        named = [
            f"`{name}` AS ({self._with_computed(part)})"
            for name, part in self.parts.items()
            if name in needed
        ]
        text = self._with_computed(query)
        return f"WITH {', '.join(named)} {text}" if named else text

    def _needed(self, query: Any) -> set[str]:
        found: set[str] = set()
        for name in set(self._read_by(query)) - set(self.computed):
            found |= {name, *self._needed(self.parts[name])}
        return found

    def _with_computed(self, query: Any) -> str:
        query = query.copy()
        for one in list(query.find_all(sge.Table)):
            if one.name in self.computed:
                one.set("this", sge.to_identifier(self.computed[one.name], quoted=True))
        return query.sql(dialect=self.dialect)


def _steps(query: Any) -> int:
    return sum(1 for _ in query.find_all(*WORK))
