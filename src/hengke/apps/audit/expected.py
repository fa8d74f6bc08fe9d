"""What the heads outside say of a chain, in step with a walk along it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from hengke.apps.audit import canonical
from hengke.apps.audit.head_lines import HeadLine


@dataclass(frozen=True)
class Mark:
    """One head's word on one chain: how long it is, and the hash of its end."""

    head: HeadLine
    length: int
    hash: str


def of_changes(heads: Callable[[], Iterable[HeadLine]]) -> Iterator[Mark]:
    return _standing(heads, lambda head: Mark(head, head.changes, head.changes_hash))


def of_reads(heads: Callable[[], Iterable[HeadLine]]) -> Iterator[Mark]:
    return _standing(heads, lambda head: Mark(head, head.seals, head.seals_hash))


def _standing(
    heads: Callable[[], Iterable[HeadLine]], mark: Callable[[HeadLine], Mark]
) -> Iterator[Mark]:
    """Without those that a declared restore has overtaken: they knew rows that went with it."""
    restores = [mark(head) for head in heads() if head.restored]
    for one in map(mark, heads()):
        gone = any(
            later.head.number > one.head.number and later.length < one.length for later in restores
        )
        if not gone:
            yield one


class Expected:
    """Asked at every step; `agreed` is how far the chain is proven by a head."""

    def __init__(self, marks: Iterator[Mark]) -> None:
        self._marks = marks
        self._next = next(marks, None)
        self.agreed = 0
        self.contradicted(0, canonical.START)

    def contradicted(self, length: int, own: str) -> Mark | None:
        """The head that ends here and says another hash."""
        while self._next and self._next.length <= length:
            mark, self._next = self._next, next(self._marks, None)
            if mark.length == length and mark.hash != own:
                return mark
            self.agreed = max(self.agreed, mark.length)
        return None

    def beyond(self) -> tuple[Mark, Mark] | None:
        """The first and the last head that know more than the chain has."""
        if self._next is None:
            return None
        marks = chain((self._next,), self._marks)
        return self._next, max(marks, key=lambda mark: mark.head.number)
