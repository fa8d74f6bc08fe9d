"""What a policy of statistics is, and which is in force: `<name>/<from>.toml`, the bank's own
first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    "source", "population", "least_group", "least_cell", "words", "features", "protected",
    "money_edges", "count_edges", "ratio_edges", "own_edges", "series", "months", "recent_months",
    "least_months", "level", "discovery", "least_effect", "most_findings", "pairs",
    "least_correlation", "most_thousands", "groupings", "hints",
)  # fmt: skip
GROUPING_KEYS = ("feature", "from", "in_branches", "follows")
HINT_KEYS = ("series", "moves", "need", "lacking")
UP, DOWN = "up", "down"
HUNDRED, MILLION = 100, 1_000_000


@dataclass(frozen=True)
class Grouping:
    """Customers by the value of a feature; of a number by bands that begin at `firsts`.
    `in_branches`: within every branch too. `follows`: series that decide who is in which group, so
    that the group's course of them would tell of the choice alone."""

    feature: str
    firsts: tuple[int, ...]
    in_branches: bool
    follows: tuple[str, ...]


@dataclass(frozen=True)
class Hint:
    """A series that moves so hints at a class of needs; `lacking`: a rule, who has nothing for it
    yet, empty where no product says so."""

    series: str
    moves: str
    need: str
    lacking: str


@dataclass(frozen=True)
class StatisticsPolicy:
    """What a night describes and looks for.

    Groups below `least_group` are not shown; a bar, a word or a quantile rests on `least_cell`
    customers. Edges are in minor units, hundredths and millionths; `own_edges` of counts that have
    others. A course has `months` whole
    months and needs `least_months`; the mean of the last `recent_months` is compared with the same
    a year before. A finding has at most `discovery` false ones among all, and an effect of at least
    `least_effect` (of customers who have more, less those who have less); intervals hold `level`.
    Rank correlations are asked of `pairs`, from `least_correlation` on. `protected` features and
    groupings need a right of their own.
    """

    name: str
    version: str
    source: str
    population: str
    least_group: int
    least_cell: int
    words: int
    features: tuple[str, ...]
    protected: tuple[str, ...]
    money_edges: tuple[int, ...]
    count_edges: tuple[int, ...]
    ratio_edges: tuple[int, ...]
    own_edges: Mapping[str, tuple[int, ...]]
    series: tuple[str, ...]
    months: int
    recent_months: int
    least_months: int
    level: Fraction
    discovery: Fraction
    least_effect: Fraction
    most_findings: int
    pairs: tuple[str, ...]
    least_correlation: Fraction
    most_thousands: int
    groupings: tuple[Grouping, ...]
    hints: tuple[Hint, ...]

    def __post_init__(self) -> None:
        if self.least_cell > self.least_group:
            raise PolicyError("statistics: least_cell must not be more than least_group")
        if self.least_months > self.months or 2 * self.recent_months > self.least_months:
            raise PolicyError(
                "statistics: least_months must lie between twice recent_months and months"
            )
        same = {key: getattr(self, key) for key in ("money_edges", "count_edges", "ratio_edges")}
        for key, edges in {**same, **self.own_edges}.items():
            if not edges or list(edges) != sorted(set(edges)):
                raise PolicyError("statistics: {key} must rise", key=key)
        _once("features", self.features)
        _once("series", self.series)
        _once("pairs", self.pairs)
        _once("groupings", [one.feature for one in self.groupings])
        for hint in self.hints:
            if hint.series not in self.series:
                raise PolicyError(
                    "statistics: a hint names the series '{series}', which is not looked at",
                    series=hint.series,
                )


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> StatisticsPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> StatisticsPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    return StatisticsPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        population=fields.text(table, "population", where=name),
        least_group=fields.whole(table, "least_group", 20, where=name, least=3),
        least_cell=fields.whole(table, "least_cell", 5, where=name, least=2),
        words=fields.whole(table, "words", 8, where=name, least=1),
        features=fields.texts(table, "features", where=name),
        protected=fields.texts(table, "protected", where=name),
        money_edges=tuple(
            fields.hundredths(one, where="money_edges")
            for one in fields.texts(table, "money_edges", where=name)
        ),
        count_edges=tuple(one * HUNDRED for one in _wholes(table, "count_edges", name)),
        ratio_edges=tuple(
            _millionths(one) for one in fields.texts(table, "ratio_edges", where=name)
        ),
        own_edges=_own_edges(table, name),
        series=fields.texts(table, "series", where=name),
        months=fields.whole(table, "months", 18, where=name, least=4),
        recent_months=fields.whole(table, "recent_months", 3, where=name, least=1),
        least_months=fields.whole(table, "least_months", 8, where=name, least=4),
        level=_part(table, "level", name),
        discovery=_part(table, "discovery", name),
        least_effect=_part(table, "least_effect", name),
        most_findings=fields.whole(table, "most_findings", 60, where=name, least=1),
        pairs=fields.texts(table, "pairs", where=name),
        least_correlation=_part(table, "least_correlation", name),
        most_thousands=fields.whole(table, "most_thousands", 5, where=name, least=1),
        groupings=tuple(_grouping(one) for one in fields.tables(table, "groupings", where=name)),
        hints=tuple(_hint(one) for one in fields.tables(table, "hints", where=name)),
    )


def _grouping(raw: Any) -> Grouping:
    table = fields.check_keys(raw, GROUPING_KEYS, where="groupings")
    firsts = _wholes(table, "from", "groupings") if "from" in table else ()
    if list(firsts) != sorted(set(firsts)):
        raise PolicyError("groupings: from must rise")
    return Grouping(
        feature=fields.text(table, "feature", where="groupings"),
        firsts=firsts,
        in_branches=fields.yes_or_no(table, "in_branches", where="groupings"),
        follows=fields.texts(table, "follows", where="groupings"),
    )


def _hint(raw: Any) -> Hint:
    table = fields.check_keys(raw, HINT_KEYS, where="hints")
    return Hint(
        series=fields.text(table, "series", where="hints"),
        moves=fields.one_of(table, "moves", (UP, DOWN), UP, where="hints"),
        need=fields.text(table, "need", where="hints"),
        lacking=fields.text(table, "lacking", "", where="hints"),
    )


def _own_edges(table: fields.Table, name: str) -> dict[str, tuple[int, ...]]:
    raw = table.get("own_edges", {})
    if not isinstance(raw, Mapping):
        raise PolicyError("{where}: own_edges must be a table of features and edges", where=name)
    return {one: tuple(each * HUNDRED for each in _wholes(raw, one, "own_edges")) for one in raw}


def _wholes(table: fields.Table, key: str, where: str) -> tuple[int, ...]:
    value = fields.needed(table, key, where=where)
    if not isinstance(value, list) or not all(
        type(one) is int and abs(one) <= fields.MOST for one in value
    ):
        raise PolicyError("{where}: {key} must be a list of whole numbers", where=where, key=key)
    return tuple(value)


def _millionths(value: str) -> int:
    found = fields.fraction(value, where="ratio_edges") * MILLION
    if found.denominator != 1 or abs(found) > MILLION**2:
        raise PolicyError("ratio_edges: {value} has more than six decimals", value=value)
    return int(found)


def _part(table: fields.Table, key: str, where: str) -> Fraction:
    found = fields.fraction(fields.needed(table, key, where=where), where=f"{where}.{key}")
    if not 0 < found < 1:
        raise PolicyError("{where}: {key} must lie between 0 and 1", where=where, key=key)
    return found


def _once(key: str, names: Any) -> None:
    double = [one for place, one in enumerate(names) if one in names[:place]]
    if double:
        raise PolicyError("statistics: {key} names '{name}' twice", key=key, name=double[0])
