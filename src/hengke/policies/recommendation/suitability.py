"""Rules of suitability: which assessments count, what they allow, who needs more care."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.kernel.periods import add_months
from hengke.policies import fields

RISKS = (1, 2, 3, 4, 5)
"""R1 to R5 of products, and C1 to C5 of customers: allowed where R <= C."""
STATUSES = ("active", "frozen", "deceased", "blacklisted", "closed")
KEYS = (
    "source", "valid_months", "most_a_day", "most_in_twelve_months", "without_assessment",
    "not_rated", "adult_from", "minors_risk", "minors_barred", "senior_from", "senior_risk",
    "own_initiative_from", "barred_statuses",
)  # fmt: skip


@dataclass(frozen=True)
class Suitability:
    """The gate.

    An assessment is good for `valid_months` from its day, and counts for nothing when it was one
    too many of a day or of twelve months. Up to the risk `without_assessment` a product needs none.
    Families of `not_rated` carry no risk of investment, and need neither rating nor assessment.
    Minors get at most `minors_risk`, and nothing of `minors_barred`. From the age `senior_from` on,
    a product of `senior_risk` or more needs the procedure for older customers. Below the level
    `own_initiative_from` nobody may buy above it, not even when asking for it.
    """

    source: str
    valid_months: int
    most_a_day: int
    most_in_twelve_months: int
    without_assessment: int
    not_rated: frozenset[str]
    adult_from: int
    minors_risk: int
    minors_barred: frozenset[str]
    senior_from: int
    senior_risk: int
    own_initiative_from: int
    barred_statuses: frozenset[str]

    def valid_after(self, on: date) -> date:
        """An assessment of this day or before is no longer valid on the day `on`."""
        return valid_after(on, self.valid_months)

    def last_day(self, assessed_on: date, valid_through: date | None = None) -> date:
        """The last day on which an assessment is valid: the day before its anniversary, less where
        the bank's own word is earlier."""
        last = last_day(assessed_on, self.valid_months)
        return last if valid_through is None else min(last, valid_through)

    def rated(self, family: str) -> bool:
        return family not in self.not_rated


def valid_after(on: date, months: int) -> date:
    """The newest day of an assessment that has run out on `on`: the same day so many months ago.

    Who was assessed on 29 February is good through 28 February of the next year.
    """
    return add_months(on, -months)


def last_day(assessed_on: date, months: int) -> date:
    """The last day on which `valid_after` is earlier than the day of the assessment."""
    anniversary = add_months(assessed_on, months)
    clamped = anniversary.day != assessed_on.day
    return anniversary if clamped else anniversary - timedelta(days=1)


def parse(raw: Any, *, where: str) -> Suitability:
    table = fields.check_keys(raw, KEYS, where=where)

    def count(key: str, default: int) -> int:
        return fields.whole(table, key, default, where=where, least=1)

    return Suitability(
        source=fields.text(table, "source", where=where),
        valid_months=count("valid_months", 12),
        most_a_day=count("most_a_day", 2),
        most_in_twelve_months=count("most_in_twelve_months", 8),
        without_assessment=level(table, "without_assessment", "R", 1, where=where),
        not_rated=_families(table, "not_rated", where=where),
        adult_from=count("adult_from", 18),
        minors_risk=level(table, "minors_risk", "R", 1, where=where),
        minors_barred=_families(table, "minors_barred", where=where),
        senior_from=count("senior_from", 65),
        senior_risk=level(table, "senior_risk", "R", 3, where=where),
        own_initiative_from=level(table, "own_initiative_from", "C", 2, where=where),
        barred_statuses=_statuses(table, where=where),
    )


def level(table: fields.Table, key: str, letter: str, default: int, *, where: str) -> int:
    """R1 to R5 or C1 to C5, as a number."""
    names = [f"{letter}{number}" for number in RISKS]
    return int(fields.one_of(table, key, names, f"{letter}{default}", where=where)[1])


def _families(table: fields.Table, key: str, *, where: str) -> frozenset[str]:
    return frozenset(fields.families(fields.texts(table, key, where=where), where=f"{where}.{key}"))


def _statuses(table: fields.Table, *, where: str) -> frozenset[str]:
    named = fields.texts(table, "barred_statuses", where=where)
    check_words(named, STATUSES, where=f"{where}.barred_statuses")
    return frozenset(named)


def check_words(named: Collection[str], known: Collection[str], *, where: str) -> None:
    if strange := sorted(set(named).difference(known)):
        raise PolicyError(
            "{where}: {word} is not known",
            next_step="Choose one of: {choices}.",
            where=where,
            word=repr(strange[0]),
            choices=", ".join(known),
        )
