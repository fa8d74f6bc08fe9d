"""What the list's address says: filters and order, read leniently and written back canonically.

A value that cannot be understood is left out and named on the page, so that nobody takes an
unfiltered list for a filtered one; and so is what the reader may not ask for (see list_rights).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from hengke.apps.workbench import list_fields
from hengke.apps.workbench.list_amounts import amount, written
from hengke.apps.workbench.list_fields import Condition, Field
from hengke.apps.workbench.list_rights import (
    BY_NUMBER,
    OF_AMOUNTS,
    OF_TIERS,
    SORTS,
    Askable,
    askable,
)

FALLING_FIRST = tuple(SORTS)
KINDS = ("person", "institution")
STATUSES = ("active", "frozen", "deceased", "blacklisted", "closed")
MATURING_DAYS = (7, 30, 90)
QUIET_DAYS = (30, 60, 90)
NOBODY = "-"
"""The manager filter's word for customers whom nobody is in charge of."""


@dataclass(frozen=True)
class Filters:
    """One list of customers. Empty means *not filtered by it*."""

    q: str = ""
    policy: str = ""
    tier: tuple[str, ...] = ()
    was: str = ""
    risk: bool = False
    falls: bool = False
    maturing: int | None = None
    quiet: int | None = None
    branch: str = ""
    manager: str = ""
    kind: str = ""
    status: str = ""
    aum_from: int | None = None
    aum_to: int | None = None
    more: tuple[Condition, ...] = ()
    sort: str = "aum"
    falling: bool = True
    problems: tuple[str, ...] = ()
    sought: Q | None = None
    """Who answers to `q`, where that was asked already: once per page (list_queries.sought)."""

    @property
    def asks_positions(self) -> bool:
        """True when a filter can be answered by tier positions only."""
        return bool(
            self.tier or self.was or self.risk or self.falls or self.maturing
            or self.conditions(list_fields.POSITION)
        )  # fmt: skip

    @property
    def asks_sums(self) -> bool:
        """True when tiers and risk are all that is asked: the sums of books tell how many."""
        alone = replace(self, tier=(), risk=False, falls=False)
        return self.asks_positions and not alone.narrowed

    @property
    def asks_record(self) -> bool:
        """True when a filter can be answered by the record only, whichever table is walked."""
        return bool(
            self.q or self.kind or self.status or self.aum_from is not None
            or self.aum_to is not None or self.conditions(list_fields.RECORD)
        )  # fmt: skip

    @property
    def asks_long_form(self) -> bool:
        """True when a filter is set that only the long form shows."""
        return bool(
            self.more or self.kind or self.status or self.aum_from is not None
            or self.aum_to is not None
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        return bool(self.without_order())

    def conditions(self, on: str) -> list[Condition]:
        return [condition for condition in self.more if condition.field.on == on]

    def without_order(self) -> dict[str, Any]:
        """The filters that are set, as address parameters."""
        parameters: dict[str, Any] = {
            "q": self.q, "tier": list(self.tier), "was": self.was,
            "risk": "1" if self.risk else "", "falls": "1" if self.falls else "",
            "maturing": self.maturing, "quiet": self.quiet, "branch": self.branch,
            "manager": self.manager, "kind": self.kind, "status": self.status,
            "aum_from": written(self.aum_from), "aum_to": written(self.aum_to),
        }  # fmt: skip
        for condition in self.more:
            parameters |= condition.parameters()
        return {name: value for name, value in parameters.items() if value}

    def query(self, **changes: Any) -> str:
        """The canonical query string, with some fields changed; defaults are left out."""
        changed = replace(self, **changes)
        order: dict[str, object] = {}
        if changed.policy:
            order["policy"] = changed.policy
        if changed.sort not in ("aum", BY_NUMBER):
            order["sort"] = changed.sort
        if changed.falling != (changed.sort in FALLING_FIRST):
            order["dir"] = "desc" if changed.falling else "asc"
        return "?" + urlencode({**changed.without_order(), **order}, doseq=True)

    def without(self, condition: Condition) -> str:
        """The address of the list without one of its conditions."""
        return self.query(more=tuple(kept for kept in self.more if kept is not condition))

    def sorted_by(self, sort: str) -> str:
        """The address in another order; the same order again turns it round."""
        falling = not self.falling if sort == self.sort else sort in FALLING_FIRST
        return self.query(sort=sort, falling=falling)


def read(address: QueryDict, user: Any) -> Filters:
    """Filters from the address, as far as they are the reader's to ask for; unknown names are
    ignored, unknown values reported."""
    asking, problems = askable(user), list[str]()
    address = _allowed(address, asking, problems)
    sort = _choice(address, "sort", asking.sorts, problems) or asking.usual_sort
    order = _choice(address, "dir", ("asc", "desc"), problems)
    return Filters(
        q=address.get("q", "").strip()[:60],
        policy=address.get("policy", "")[:60],
        tier=tuple(sorted(set(filter(None, address.getlist("tier"))))),
        was=address.get("was", "")[:60],
        risk=address.get("risk", "") not in ("", "0"),
        falls=address.get("falls", "") not in ("", "0"),
        maturing=_days(address, "maturing", MATURING_DAYS, problems),
        quiet=_days(address, "quiet", QUIET_DAYS, problems),
        branch=address.get("branch", ""),
        manager=address.get("manager", ""),
        kind=_choice(address, "kind", KINDS, problems),
        status=_choice(address, "status", STATUSES, problems),
        aum_from=_amount(address, "aum_from", problems),
        aum_to=_amount(address, "aum_to", problems),
        more=tuple(_conditions(address, asking, problems)),
        sort=sort,
        falling=sort != BY_NUMBER and (order == "desc" if order else sort in FALLING_FIRST),
        problems=tuple(problems),
    )


def _allowed(address: QueryDict, asking: Askable, problems: list[str]) -> QueryDict:
    """The address without the filters that are not the reader's, each of them named."""
    kept = address.copy()
    for name in (*OF_TIERS, *OF_AMOUNTS):
        if not asking.filter(name) and kept.pop(name, [""])[-1] not in ("", "0"):
            problems.append(_not_yours(name))
    return kept


def _conditions(
    address: Mapping[str, str], asking: Askable, problems: list[str]
) -> list[Condition]:
    found = []
    for field in list_fields.FIELDS:
        if not asking.field(field):
            problems += [_not_yours(field.label) for name in field.parameters if address.get(name)]
        elif field.is_range:
            low = _understood(address, field, f"{field.name}_from", problems)
            high = _understood(address, field, f"{field.name}_to", problems)
            if low is not None or high is not None:
                found.append(Condition(field, low=low, high=high))
        elif (value := _understood(address, field, field.name, problems)) is not None:
            found.append(Condition(field, value=value))
    return found


def _understood(address: Mapping[str, str], field: Field, name: str, problems: list[str]) -> Any:
    text = address.get(name, "").strip()
    if not text:
        return None
    value = field.understood(text)
    if value is None:
        problems.append(_left_out(text, field.label))
    return value


def _amount(address: Mapping[str, str], name: str, problems: list[str]) -> int | None:
    text = address.get(name, "").strip()
    value = amount(text) if text else None
    if text and value is None:
        problems.append(_("“%(text)s” is not an amount; it was left out.") % {"text": text[:30]})
    return value


def _choice(
    address: Mapping[str, str], name: str, choices: tuple[str, ...], problems: list[str]
) -> str:
    text = address.get(name, "")
    if text and text not in choices:
        problems.append(_left_out(text, name))
        return ""
    return text


def _days(
    address: Mapping[str, str], name: str, choices: tuple[int, ...], problems: list[str]
) -> int | None:
    text = _choice(address, name, tuple(map(str, choices)), problems)
    return int(text) if text else None


def _not_yours(name: Any) -> str:
    return _("%(name)s is no filter for you; it was left out.") % {"name": name}


def _left_out(text: str, name: Any) -> str:
    return _("“%(text)s” is not a value of %(name)s; it was left out.") % {
        "text": text[:30],
        "name": name,
    }
