"""The address of a list of customers by stage or flag, and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from hengke.apps.customers.api import managers, shown_name
from hengke.apps.identity import api as identity
from hengke.apps.lifecycle import leaving, queries, words
from hengke.apps.lifecycle.leaving import Outlook
from hengke.apps.lifecycle.models import Place
from hengke.apps.lifecycle.reasons import Reason, reason, reasons
from hengke.policies.lifecycle import STAGES
from hengke.web import amounts
from hengke.web.composition import Chip

SORTS = {"losing": "-fall_minor", "wake_up": "-peak_minor"}
LEAVING = "leaving"
FIRST, BY_NUMBER, BY_MONEY = "losing", "customer_id", "-aum_minor"


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything not understood counts as not asked."""

    show: str
    before: str = ""
    branch: str = ""
    manager: str = ""

    @property
    def order(self) -> str:
        """Who sees amounts as bands gets customers by number: a place in an order tells more."""
        return SORTS.get(self.show, BY_MONEY) if amounts.are_whole() else BY_NUMBER

    def query(self, **changes: str) -> str:
        """The address of the same page with some things changed; never with a cursor."""
        asked = {
            "show": self.show, "before": self.before, "branch": self.branch,
            "manager": self.manager, **changes,
        }  # fmt: skip
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True)
class Row:
    """One customer of a list. `name` is masked for mere readers."""

    place: Place
    name: str
    reasons: Sequence[Reason]
    outlook: Outlook | None = None

    @property
    def chip(self) -> Chip:
        return words.stage(self.place.stage)

    @property
    def before(self) -> Chip | None:
        place = self.place
        return words.stage(place.stage_before) if place.before_on else None

    @property
    def fall_minor(self) -> int | None:
        """How far the assets are below their mean; None where they are not, or nobody knows."""
        fall = self.place.fall_minor
        return fall if fall is not None and fall > 0 else None

    @property
    def last_own_on(self) -> date | None:
        """The day of the last booking that the customer began."""
        return last_own_on(self.place)


def last_own_on(place: Place) -> date | None:
    return None if place.idle_days is None else place.as_of - timedelta(days=place.idle_days)


def read(address: Mapping[str, str], user: Any) -> Filters:
    show, before = address.get("show", ""), address.get("before", "")
    return Filters(
        show=show if show in (*words.SHOWS, *STAGES) else FIRST,
        before=before if before in STAGES else "",
        branch=_known(address.get("branch", ""), branches(user)),
        manager=_known(address.get("manager", ""), people(user, address.get("branch", ""))),
    )


def found(user: Any, filters: Filters) -> QuerySet[Place]:
    """The customers of a list, not ordered yet."""
    rows = queries.visible(user)
    match filters.show:
        case "losing":
            rows = rows.filter(losing=1)
        case "leaving":
            rows = rows.filter(customer_id__in=leaving.listed(user).values("customer_id"))
        case "wake_up":
            rows = rows.filter(dormant=1)
        case "moved":
            rows = rows.filter(since=F("as_of"))
        case "unknown":
            rows = rows.filter(stage__isnull=True)
        case stage:
            rows = rows.filter(stage=stage)
    if filters.before:
        rows = rows.filter(stage_before=filters.before)
    return narrowed(rows, filters)


def narrowed(rows: Any, filters: Filters) -> Any:
    """Of one branch or manager; for any table that carries the two."""
    if filters.branch:
        rows = rows.filter(branch_id=filters.branch)
    return rows.filter(manager_id=filters.manager) if filters.manager else rows


def rows(places: Sequence[Place], *, user: Any, show: str) -> list[Row]:
    """In the order of the places; who left between place and record is left out."""
    numbers = [one.customer_id for one in places]
    known = queries.customers_of(numbers, user=user)
    outlooks = leaving.outlooks(numbers) if show == LEAVING else {}
    return [
        Row(
            one,
            shown_name(known[one.customer_id], user),
            _reasons(one, show),
            outlooks.get(one.customer_id),
        )
        for one in places
        if one.customer_id in known
    ]


def branches(user: Any) -> dict[str, str]:
    """Branches to choose from: for who sees more than one."""
    if identity.scope_of(user, queries.READ) is not identity.Scope.ALL:
        return {}
    held = queries.books(user).order_by("branch_id").values_list("branch_id", flat=True).distinct()
    names = identity.unit_names(list(held))
    return {branch: names.get(branch) or branch for branch in held}


def people(user: Any, branch: str) -> dict[str, str]:
    """Managers to choose from: of the own branch, or of the branch chosen."""
    if user.role == "branch_head":
        return managers(user.branch_id)
    return managers(branch) if branch in branches(user) else {}


def _known(word: str, choices: Mapping[str, str]) -> str:
    return word if word in choices else ""


def _reasons(place: Place, show: str) -> list[Reason]:
    if show == LEAVING:
        return []
    told = {"version": place.policy_version, "on": place.as_of}
    if show == "losing":
        return reasons(place.losing_rules, place.losing_why, **told)  # type: ignore[arg-type]
    if show == "wake_up":
        return reasons(place.dormant_rule, place.dormant_why, **told)  # type: ignore[arg-type]
    one = reason(place.rule, place.why, **told)  # type: ignore[arg-type]
    return [one] if one else []
