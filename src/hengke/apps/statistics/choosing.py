"""What a reader of figures has chosen: whose, by which groups, of which feature, which group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hengke.apps.statistics import queries
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.statistics.columns import EVERYBODY

FIRST = "aum"
"""The feature that is shown where none was asked for."""


@dataclass(frozen=True)
class Chosen:
    """`slice`: the group whose bars and course are drawn, None where none was asked for (the group
    of the unknown is called ''). What is not there falls back on what is."""

    branch: str
    grouping: str
    feature: str
    slice: str | None

    def elsewhere(self, asked: Mapping[str, str]) -> bool:
        """Was something asked for that is not there for the reader?"""
        there = {"branch": self.branch, "by": self.grouping, "feature": self.feature}
        return any(asked.get(name, one) != one for name, one in there.items())

    def query(self, **changes: str) -> str:
        known = {"branch": self.branch, "by": self.grouping, "feature": self.feature}
        group = {} if self.slice is None else {"group": self.slice}
        return "?" + urlencode(known | group | changes)


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, in the order of the policy's rows."""

    branches: Sequence[str]
    groupings: Sequence[str]
    features: Sequence[str]


def chosen(user: Any, asked: Mapping[str, str], branches: Sequence[str]) -> tuple[Chosen, Choices]:
    branch = _one(asked.get("branch"), branches)
    rows = queries.figures(user).filter(branch_id=branch)
    groupings = sorted(
        rows.order_by().values_list("grouping", flat=True).distinct(),
        key=lambda one: (one != EVERYBODY, one),
    )
    grouping = _one(asked.get("by"), groupings)
    features = sorted(
        rows.filter(grouping=grouping).order_by().values_list("feature", flat=True).distinct(),
        key=_of_catalogue,
    )
    feature = _one(asked.get("feature"), features, first=FIRST)
    found = Chosen(branch, grouping, feature, asked.get("group"))
    return found, Choices(branches, groupings, features)


def _of_catalogue(name: str) -> int:
    names = [*CATALOGUE.features]
    return names.index(name) if name in names else len(names)


def _one(asked: str | None, there: Sequence[str], *, first: str = "") -> str:
    if asked is not None and asked in there:
        return asked
    return first if first in there else there[0] if there else ""
