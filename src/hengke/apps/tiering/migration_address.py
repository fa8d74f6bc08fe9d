"""The address of the migration pages: policy, two dates, which tier, which weight, which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from hengke.apps.tiering.ladder import Ladder

WAYS = ("cell", "up", "down", "unknown")


@dataclass(frozen=True)
class Asked:
    """One comparison. `way` and the ranks choose the customers of a list; empty for the matrix."""

    policy: str
    first: date
    last: date
    effective: bool = True
    by_assets: bool = False
    way: str = ""
    before: int | None = None
    after: int | None = None

    def query(self, **changes: Any) -> str:
        """The address with some things changed."""
        one = replace(self, **changes)
        parameters: dict[str, object] = {
            "policy": one.policy,
            "from": one.first.isoformat(),
            "to": one.last.isoformat(),
        }
        if not one.effective:
            parameters["tier"] = "assessed"
        if one.by_assets:
            parameters["by"] = "assets"
        if one.way:
            parameters["way"] = one.way
        if one.way == "cell":
            parameters |= {"before": one.before, "after": one.after}
        return f"?{urlencode(parameters)}"

    @property
    def matrix(self) -> str:
        return self.query(way="")

    @property
    def by_customers(self) -> str:
        return self.query(by_assets=False, way="")

    @property
    def by_money(self) -> str:
        return self.query(by_assets=True, way="")

    @property
    def down(self) -> str:
        return self.query(way="down")

    @property
    def unknown(self) -> str:
        return self.query(way="unknown")


def read(address: Mapping[str, str], ladder: Ladder, dates: Sequence[date]) -> Asked | None:
    """What is asked; the last two assessments where nothing is. None with fewer than two."""
    if len(dates) < 2:
        return None
    first = _date(address.get("from"), dates) or dates[-2]
    last = _date(address.get("to"), dates) or dates[-1]
    first, last = min(first, last), max(first, last)
    way = address.get("way", "")
    return Asked(
        policy=ladder.policy,
        first=first,
        last=last,
        effective=address.get("tier") != "assessed",
        by_assets=address.get("by") == "assets",
        way=way if way in WAYS else "",
        before=_rank(address.get("before"), ladder),
        after=_rank(address.get("after"), ladder),
    )


def _date(text: str | None, dates: Sequence[date]) -> date | None:
    return next((day for day in dates if day.isoformat() == text), None)


def _rank(text: str | None, ladder: Ladder) -> int | None:
    return next((step.rank for step in ladder.steps if str(step.rank) == text), None)
