"""What the list's address says: filters and order, read leniently and written back canonically.

A value that cannot be understood is left out and named on the page, so that nobody takes an
unfiltered list for a filtered one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from hengke.kernel.money import to_major, to_minor

SORTS = ("aum", "average", "gap", "fall", "name")
FALLING_FIRST = ("aum", "average", "gap", "fall")
KINDS = ("person", "institution")
STATUSES = ("active", "frozen", "deceased", "blacklisted", "closed")
MATURING_DAYS = (7, 30, 90)
UNITS = {"万": 10_000, "亿": 100_000_000, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
AMOUNT = re.compile(r"^\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*([万亿kKmMbB])?\s*元?\s*$")
LARGEST_MINOR = 2**62
NOBODY = "-"
"""The manager filter's word for customers whom nobody is in charge of."""


@dataclass(frozen=True)
class Filters:
    """One list of customers. Empty means *not filtered by it*."""

    q: str = ""
    policy: str = ""
    tier: tuple[str, ...] = ()
    risk: bool = False
    maturing: int | None = None
    branch: str = ""
    manager: str = ""
    kind: str = ""
    status: str = ""
    aum_from: int | None = None
    aum_to: int | None = None
    sort: str = "aum"
    falling: bool = True
    problems: tuple[str, ...] = ()

    @property
    def asks_positions(self) -> bool:
        """True when a filter can be answered by tier positions only."""
        return bool(self.tier or self.risk or self.maturing)

    @property
    def narrowed(self) -> bool:
        return bool(self.without_order())

    def without_order(self) -> dict[str, object]:
        """The filters that are set, as address parameters."""
        parameters = {
            "q": self.q, "tier": list(self.tier), "risk": "1" if self.risk else "",
            "maturing": self.maturing, "branch": self.branch, "manager": self.manager,
            "kind": self.kind, "status": self.status, "aum_from": _written(self.aum_from),
            "aum_to": _written(self.aum_to),
        }  # fmt: skip
        return {name: value for name, value in parameters.items() if value}

    def query(self, **changes: object) -> str:
        """The canonical query string, with some fields changed; defaults are left out."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        order: dict[str, object] = {}
        if changed.policy:
            order["policy"] = changed.policy
        if changed.sort != "aum":
            order["sort"] = changed.sort
        if changed.falling != (changed.sort in FALLING_FIRST):
            order["dir"] = "desc" if changed.falling else "asc"
        return "?" + urlencode({**changed.without_order(), **order}, doseq=True)


def read(address: QueryDict) -> Filters:
    """Filters from the address; unknown names are ignored, unknown values reported."""
    problems: list[str] = []
    sort = _choice(address, "sort", SORTS, problems) or "aum"
    order = _choice(address, "dir", ("asc", "desc"), problems)
    return Filters(
        q=address.get("q", "").strip()[:60],
        policy=address.get("policy", ""),
        tier=tuple(sorted(set(filter(None, address.getlist("tier"))))),
        risk=address.get("risk", "") not in ("", "0"),
        maturing=_days(address, problems),
        branch=address.get("branch", ""),
        manager=address.get("manager", ""),
        kind=_choice(address, "kind", KINDS, problems),
        status=_choice(address, "status", STATUSES, problems),
        aum_from=_amount(address, "aum_from", problems),
        aum_to=_amount(address, "aum_to", problems),
        sort=sort,
        falling=order == "desc" if order else sort in FALLING_FIRST,
        problems=tuple(problems),
    )


def amount(text: str) -> int | None:
    """Minor units of 500000, 500,000, 50万, 1.2亿 or 500k; None when it is none of these."""
    found = AMOUNT.match(text)
    if not found:
        return None
    try:
        major = Decimal(found[1].replace(",", "")) * UNITS.get((found[2] or "").lower(), 1)
    except InvalidOperation:
        return None
    return to_minor(major) if major * 100 < LARGEST_MINOR else None


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
        problems.append(
            _("“%(text)s” is not a value of %(name)s; it was left out.")
            % {"text": text[:30], "name": name}
        )
        return ""
    return text


def _days(address: Mapping[str, str], problems: list[str]) -> int | None:
    text = _choice(address, "maturing", tuple(map(str, MATURING_DAYS)), problems)
    return int(text) if text else None


def _written(minor: int | None) -> str:
    return "" if minor is None else f"{to_major(minor).normalize():f}"
