"""What a clustering policy is, and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "population", "least_customers", "least_known", "clip", "refit_months", "most_drift",
    "fewest", "most", "least_share", "draws", "sample", "apart", "far_apart", "words", "inputs",
)  # fmt: skip
INPUT_KEYS = ("feature", "scale")
SCALES = ("log", "plain")
LEAST_INPUTS = 2


@dataclass(frozen=True)
class Input:
    """A numeric feature of the catalogue; `log`: a signed logarithm comes first."""

    feature: str
    log: bool


@dataclass(frozen=True)
class ClusteringPolicy:
    """Who is grouped and how.

    `population`: a rule. `least_known`: part of the inputs that must be known of a customer.
    `clip`: where scaled inputs are cut off. Groups are fitted again after `refit_months`, or when
    the population stability index of their sizes passes `most_drift`. `fewest` to `most` groups are
    tried on a `sample` of rows in `draws` pairs of halves; none may hold less than `least_share`.
    `apart` and `far_apart`: how many spreads a group's middle must differ from that of all to be
    called higher, or much higher; `words`: how many such differences name it at most.
    """

    name: str
    version: str
    source: str
    population: str
    least_customers: int
    least_known: Fraction
    clip: Fraction
    refit_months: int
    most_drift: Fraction
    fewest: int
    most: int
    least_share: Fraction
    draws: int
    sample: int
    apart: Fraction
    far_apart: Fraction
    words: int
    inputs: tuple[Input, ...]


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ClusteringPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> ClusteringPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    fewest = fields.whole(table, "fewest", 2, where=name, least=2)
    return ClusteringPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        population=fields.text(table, "population", where=name),
        least_customers=fields.whole(table, "least_customers", 200, where=name, least=30),
        least_known=fields.part(table, "least_known", where=name),
        clip=_more_than_nothing(table, "clip", name),
        refit_months=fields.whole(table, "refit_months", 6, where=name, least=1),
        most_drift=_more_than_nothing(table, "most_drift", name),
        fewest=fewest,
        most=fields.whole(table, "most", 8, where=name, least=fewest),
        least_share=fields.part(table, "least_share", where=name),
        draws=fields.whole(table, "draws", 5, where=name, least=2),
        sample=fields.whole(table, "sample", 10_000, where=name, least=100),
        apart=_more_than_nothing(table, "apart", name),
        far_apart=_more_than_nothing(table, "far_apart", name),
        words=fields.whole(table, "words", 3, where=name, least=1),
        inputs=_inputs(table, name),
    )


def _inputs(table: fields.Table, name: str) -> tuple[Input, ...]:
    found = tuple(_input(one) for one in fields.tables(table, "inputs", where=name))
    named = [one.feature for one in found]
    if len(set(named)) < max(len(named), LEAST_INPUTS):
        raise PolicyError(
            "{where}: inputs must be at least {least} features, each named once",
            where=name,
            least=LEAST_INPUTS,
        )
    return found


def _input(raw: Any) -> Input:
    table = fields.check_keys(raw, INPUT_KEYS, where="inputs")
    return Input(
        feature=fields.text(table, "feature", where="inputs"),
        log=fields.one_of(table, "scale", SCALES, "plain", where="inputs") == "log",
    )


def _more_than_nothing(table: fields.Table, key: str, where: str) -> Fraction:
    found = fields.fraction(fields.needed(table, key, where=where), where=f"{where}.{key}")
    if found <= 0:
        raise PolicyError("{where}: {key} must be above 0", where=where, key=key)
    return found
