"""What a policy of associations is, and which is in force: `<name>/<from>.toml`, the bank's own
first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "population", "least_customers", "support", "lift", "discovery", "most_rules",
    "families",
)  # fmt: skip
FEWEST_FAMILIES = 2


@dataclass(frozen=True)
class AssociationPolicy:
    """`population`: a rule that chooses customers. A rule of products is shown when at least
    `support` of them hold all of it, `lift` times as often as by chance, with at most `discovery`
    false ones among all; the strongest `most_rules`."""

    name: str
    version: str
    source: str
    population: str
    least_customers: int
    support: Fraction
    lift: Fraction
    discovery: Fraction
    most_rules: int
    families: tuple[str, ...]


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> AssociationPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> AssociationPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    return AssociationPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        population=fields.text(table, "population", where=name),
        least_customers=fields.whole(table, "least_customers", 200, where=name, least=1),
        support=fields.true_part(table, "support", where=name),
        lift=_lift(table, name),
        discovery=fields.true_part(table, "discovery", where=name),
        most_rules=fields.whole(table, "most_rules", 40, where=name, least=1),
        families=_families(table, name),
    )


def _families(table: fields.Table, name: str) -> tuple[str, ...]:
    found = fields.families(fields.texts(table, "families", where=name), where=f"{name}.families")
    if len(set(found)) < max(len(found), FEWEST_FAMILIES):
        raise PolicyError("{where}: families must be at least two, each named once", where=name)
    return found


def _lift(table: fields.Table, where: str) -> Fraction:
    found = fields.needed_fraction(table, "lift", where=where)
    if found < 1:
        raise PolicyError("{where}: lift must be 1 or more", where=where)
    return found
