"""Groups of customers that propensities are learnt of, beside the products held: bands of figures.

Only these figures can be named: whatever a policy file says, neither sex nor region tells what a
customer is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import fields

ASSETS, AGE, TENURE, PERSON = "assets", "age", "tenure", "person"
BOOKINGS, LOGINS = "bookings", "logins"
NAMES = (ASSETS, AGE, TENURE, PERSON, BOOKINGS, LOGINS)
MOST_BANDS = 12


@dataclass(frozen=True)
class Group:
    """A figure in bands: below the first of `starts`, from each of them on, and unknown as the
    last. Assets in minor units, age and tenure in years, the person 1 and an institution 0."""

    name: str
    starts: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bands, with that of the unknown."""
        return len(self.starts) + 2

    @property
    def unknown(self) -> int:
        return self.size - 1

    def bounds(self, band: int) -> tuple[int | None, int | None]:
        """From (in) and below (out); None where it is open. Of the unknown band there are none."""
        if band == self.unknown:
            return None, None
        ends = (None, *self.starts, None)
        return ends[band], ends[band + 1]


SHIPPED = (
    Group(ASSETS, (1, 100_000, 500_000, 1_000_000, 5_000_000, 20_000_000, 50_000_000, 600_000_000)),
    Group(AGE, (18, 25, 35, 45, 55, 65)),
    Group(TENURE, (1, 3, 5, 10)),
    Group(PERSON, (1,)),
    Group(BOOKINGS, (1, 5, 15, 40)),
    Group(LOGINS, (1, 5, 15, 40)),
)
"""What holds where a bank's own file names no groups."""


def parse(raw: Any, *, where: str) -> tuple[Group, ...]:
    """A list of starts per figure; an empty list, or `person = false`, leaves a figure out."""
    table = fields.check_keys(raw, NAMES, where=where)
    found = []
    for shipped in SHIPPED:
        if shipped.name not in table:
            found.append(shipped)
        elif shipped.name == PERSON:
            if fields.yes_or_no(table, PERSON, where=where):
                found.append(shipped)
        elif starts := tuple(_starts(table, shipped.name, where=where)):
            found.append(Group(shipped.name, starts))
    return tuple(found)


def _starts(table: fields.Table, name: str, *, where: str) -> Iterator[int]:
    value = table[name]
    if not isinstance(value, list) or len(value) > MOST_BANDS:
        raise PolicyError(
            "{where}: {key} must be a list of at most {most} numbers, got {value}",
            where=where,
            key=name,
            most=MOST_BANDS,
            value=repr(value),
        )
    read: Callable[..., int] = fields.hundredths if name == ASSETS else _whole
    before: int | None = None
    for one in value:
        start = read(one, where=f"{where}.{name}")
        if start < 0 or (before is not None and start <= before):
            raise PolicyError("{where}: {key} must rise from 0", where=where, key=name)
        before = start
        yield start


def _whole(value: Any, *, where: str) -> int:
    return fields.whole({"from": value}, "from", 0, where=where)
