"""The catalogue: what a rule may name, and where each value comes from.

Grain of every feature: one value per customer and run. A capability adds its columns by one
`Feature` each, whose `source` is the result table of a run (engine/results.py) that holds one row
per customer; a table of another grain also needs a derivation in `feature_table.DERIVED`. This
module loads no engine: pages and documents read it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from hengke.engine.rules.kinds import Kind
from hengke.engine.schemas import DataClass

Freshness = Literal["run", "assessment", "delivery"]
FRESHNESS = {
    "run": ("每次运行", "each run"),
    "assessment": ("每次评定", "each assessment"),
    "delivery": ("随数据交付", "as delivered"),
}
GRAIN = "customer"
OF_100 = "points of 100"
"""Unit of a score: in rules 51.2 as on pages, in result tables whole hundredths."""


@dataclass(frozen=True)
class Feature:
    """One column that a rule may name.

    `zh` and `en` are noun phrases, used in generated sentences; of a flag verb phrases, with their
    opposites in `not_zh` and `not_en`. `unit` is empty where the kind says it (money is yuan, a
    ratio a part of one; a score is a ratio with the unit `OF_100`). `column` is that of the source
    table, where it is called differently. `choices` are all words that a text can be, with their
    Chinese. `formerly`: names it had, or has in result tables; a rule that uses one is refused with
    the name now.
    `also`: what else people call it in English, for whoever types a name that there is not.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    source: str
    column: str = ""
    unit: str = ""
    data_class: DataClass = "C2"
    freshness: Freshness = "run"
    choices: Mapping[str, str] | None = None
    formerly: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    not_zh: str = ""
    not_en: str = ""

    @property
    def read_from(self) -> str:
        return self.column or self.name

    @property
    def is_share(self) -> bool:
        """Is it a part of one, which people write in per cent?"""
        return self.kind is Kind.RATIO and not self.unit

    @property
    def is_score(self) -> bool:
        return self.unit == OF_100


@dataclass(frozen=True)
class Catalogue:
    """Features by name. Two of one name, or a former name that is in use, are a bug."""

    features: Mapping[str, Feature]
    former: Mapping[str, str]

    @classmethod
    def of(cls, features: Iterable[Feature]) -> Catalogue:
        listed = tuple(features)
        named = {one.name: one for one in listed}
        former = {old: one.name for one in listed for old in one.formerly}
        if len(named) != len(listed) or named.keys() & former.keys():
            raise ValueError("two features have one name")
        return cls(named, former)

    def __getitem__(self, name: str) -> Feature:
        return self.features[name]

    def get(self, name: str) -> Feature | None:
        return self.features.get(name)

    @property
    def meanings(self) -> Mapping[str, tuple[str, ...]]:
        """What each name means in plain English, in one phrase or several."""
        return {name: (one.en, *one.also) for name, one in self.features.items()}

    def sources(self, names: Iterable[str]) -> tuple[str, ...]:
        """The result tables that these features are read from."""
        found = (self.features[name].source for name in names if name in self.features)
        return tuple(dict.fromkeys(found))
