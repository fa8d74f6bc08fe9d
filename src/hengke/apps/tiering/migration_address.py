"""The address of the migration pages: policy, two dates, which tier, which weight, which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from hengke.apps.tiering.ladder import Ladder

WAYS = ("cell", "up", "down", "unknown")
UNKNOWN = "-"
LONGEST_TIER = 60


@dataclass(frozen=True)
class Asked:
    """One comparison. `way` and the tiers choose the customers of a list; empty for the matrix.

    A cell's tier is None where it is unknown.
    """

    policy: str
    first: date
    last: date
    effective: bool = True
    by_assets: bool = False
    way: str = ""
    before: str | None = None
    after: str | None = None

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
            parameters |= {"before": one.before or UNKNOWN, "after": one.after or UNKNOWN}
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
        before=_tier(address.get("before", "")),
        after=_tier(address.get("after", "")),
    )


def _date(text: str | None, dates: Sequence[date]) -> date | None:
    return next((day for day in dates if day.isoformat() == text), None)


def _tier(text: str) -> str | None:
    """A tier by its word, also one that the ladder has no more."""
    return text[:LONGEST_TIER] if text not in ("", UNKNOWN) else None
