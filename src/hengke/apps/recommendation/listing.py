"""The lists of the page: who is recommended what, whose assessment has run out, who holds too much
risk; and what the address asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from hengke.apps.customers.api import shown_name
from hengke.apps.recommendation import gating, queries, reasons, words
from hengke.apps.recommendation.gating import Day
from hengke.apps.recommendation.models import Notice, Offered, Recommendation, Standing
from hengke.engine.recommendation import gate
from hengke.engine.recommendation.states import OFFERED
from hengke.web import amounts
from hengke.web.composition import Chip

BEST, TRIGGERED, EXPIRED, NOTICES = "best", "triggered", "expired", "notices"


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything not understood counts as not asked."""

    show: str
    product: str = ""

    @property
    def order(self) -> tuple[str, str]:
        """Order and key. Who sees amounts as bands gets customers by number."""
        if self.show == EXPIRED:
            return "-tier_rank", "customer_id"
        if not amounts.are_whole():
            return "id", "id"
        return ("-held_minor", "id") if self.show == NOTICES else ("-score_minor", "id")

    @property
    def scored(self) -> bool:
        return self.show in (BEST, TRIGGERED)

    def query(self, **changes: str) -> str:
        asked = {"show": self.show, "product": self.product, **changes}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True)
class Row:
    """One line of a list. `name` is masked for mere readers. `unassessed`: why the level of the
    customer says nothing today; empty where it does. `refused`: by the customer, lately.
    `ran_out`: when the assessment did, in words."""

    one: Any
    name: str
    told: Sequence[str] = ()
    unassessed: Any = ""
    refused: bool = False
    ran_out: str = ""

    @property
    def numbers(self) -> reasons.Numbers:
        return reasons.numbers(self.one)

    @property
    def family(self) -> str:
        return words.family(self.one.family)

    @property
    def cause(self) -> Any:
        return words.CAUSES.get(self.one.cause, self.one.cause)

    @property
    def chip(self) -> Chip:
        return words.state(self.one.state)


def read(address: Mapping[str, str], products: Sequence[Offered]) -> Filters:
    show, product = address.get("show", ""), address.get("product", "")
    known = {one.product_id for one in products}
    return Filters(show if show in words.SHOWS else BEST, product if product in known else "")


def found(user: Any, filters: Filters, day: Day) -> QuerySet[Any]:
    """The rows of a list, not ordered yet."""
    if filters.show == EXPIRED:
        rows = queries.visible(user, Standing).filter(gating.run_out(day), level__isnull=False)
        barred = sorted(day.policy.suitability.barred_statuses)
        return rows.exclude(status__in=barred)
    if filters.show == NOTICES:
        held = queries.visible(user, Notice)
        return held.filter(product_id=filters.product) if filters.product else held
    offered = queries.visible(user, Recommendation).filter(gating.still_open(day))
    if filters.show == TRIGGERED:
        offered = offered.filter(trigger__isnull=False)
    if filters.product:
        return offered.filter(product_id=filters.product)
    return offered.filter(place=1) if filters.show == BEST else offered


def rows(
    those: Sequence[Any], *, user: Any, filters: Filters, day: Day, products: Sequence[Offered]
) -> list[Row]:
    """In the order of the page; who left between row and record is left out."""
    known = queries.customers_of([one.customer_id for one in those], user=user)
    named = {one.product_id: one for one in products}
    days = day.policy.model.refused_days
    refused = queries.refused_lately(known, days=days) if filters.scored else set()
    return [
        Row(
            one,
            shown_name(known[one.customer_id], user),
            reasons.told(one, named, day.policy) if filters.scored else (),
            _unassessed(one, day) if filters.scored else "",
            filters.scored and (one.customer_id, one.product_id) in refused,
            gating.ran_out(one, day) if filters.show == EXPIRED else "",
        )
        for one in those
        if one.customer_id in known
    ]


def _unassessed(one: Recommendation, day: Day) -> Any:
    state = gating.state_of(one, day)
    return "" if state == gate.VALID else words.state(state).label


def choices(products: Sequence[Offered]) -> list[tuple[str, str]]:
    """Products to choose from: those that are offered."""
    return [
        (one.product_id, one.name or one.product_id) for one in products if one.state == OFFERED
    ]
