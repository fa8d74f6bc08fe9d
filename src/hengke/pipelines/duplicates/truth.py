"""How well duplicates were found, where the key of a record tells who it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from hengke.pipelines.duplicates.finding import Found


@dataclass(frozen=True)
class Measured:
    """Pairs that are true, found, and both; `precision` and `recall` are None of nothing."""

    true_pairs: int
    found_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float | None:
        return self.right_pairs / self.found_pairs if self.found_pairs else None

    @property
    def recall(self) -> float | None:
        return self.right_pairs / self.true_pairs if self.true_pairs else None


def measured(found: Found, pattern: str) -> Measured:
    """Against the people that `pattern` captures in the keys; a key without one is nobody else."""
    person = re.compile(pattern)

    def of(key: str) -> str:
        match = person.search(key)
        return match.group(1) if match else f"={key}"

    sizes = Counter(of(key) for key in found.keys)
    right = sum(of(pair.left) == of(pair.right) for pair in found.pairs)
    true = sum(size * (size - 1) // 2 for size in sizes.values())
    return Measured(true, len(found.pairs), right)
