"""What a verification found: where the first fault is, and what it is, as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hengke.kernel.sentences import sentence

CHANGES, READS, HEADS, PEOPLE = "changes", "reads", "heads", "people"


@dataclass(frozen=True)
class Fault:
    """`place` is the number of the first row (of a change, a read, a line of heads) at fault; of a
    log-in that differs from the log, the change that says otherwise."""

    where: str
    place: int
    problem: str


def fault(where: str, place: int, template: str, **parts: object) -> Fault:
    return Fault(where, place, sentence(template, place=place, **parts))


@dataclass
class Verdict:
    """`rows` are changes, `reads` reads that were recomputed."""

    rows: int = 0
    reads: int = 0
    heads: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        first = self.faults[0] if self.faults else None
        return {
            "rows": self.rows,
            "ok": self.ok,
            "first_bad": first.place if first else None,
            "problem": str(first.problem) if first else None,
            "where": first.where if first else None,
            "reads": self.reads,
            "heads": self.heads,
            "faults": [
                {"where": one.where, "first_bad": one.place, "problem": str(one.problem)}
                for one in self.faults
            ],
            "notes": [str(one) for one in self.notes],
        }
