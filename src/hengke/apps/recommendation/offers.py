"""What a customer is offered today: the scored list, or the shelf in its fixed order for who wants
no personalised processing. Everything passes the gate once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.customers.api import Customer
from hengke.apps.recommendation import gating, queries, reasons, words
from hengke.apps.recommendation.gating import Day
from hengke.apps.recommendation.models import Offered, Outcome, Recommendation, Standing
from hengke.apps.recommendation.people_models import Answer
from hengke.policies.recommendation import Service, Shelf

OPEN = (Answer.SHOWN, Answer.LATER)


@dataclass(frozen=True)
class Offer:
    """One product as offered. `scored` is empty on the plain shelf. `procedure`: that for older
    customers; None where the age is unknown. `shown` is an outcome that waits for an answer,
    `refused` one that was refused lately. `held`: the customer has one, and may have another."""

    product: Offered
    scored: Recommendation | None
    procedure: bool | None
    shown: Outcome | None = None
    told: Sequence[str] = ()
    refused: Outcome | None = None
    held: bool = False

    @property
    def name(self) -> str:
        return self.product.name or self.product.product_id

    @property
    def family(self) -> str:
        return words.family(self.product.family)

    @property
    def channels(self) -> list[Any]:
        return words.channels(self.product.channels)

    @property
    def numbers(self) -> reasons.Numbers | None:
        return reasons.numbers(self.scored) if self.scored else None


@dataclass(frozen=True)
class Offers:
    """What may be shown to one customer. `dropped`: recommended by the night and not suitable any
    more, with the reason."""

    day: Day
    standing: Standing | None
    personalised: bool
    rows: Sequence[Offer]
    dropped: Sequence[tuple[str, Any]]
    products: Mapping[str, Offered]

    @property
    def shelves(self) -> Sequence[Shelf]:
        rank = self.standing.tier_rank if self.standing else None
        return self.day.policy.reached(rank)

    @property
    def services(self) -> Sequence[Service]:
        return [service for shelf in self.shelves for service in shelf.services]


def of(customer: Customer, outcomes: Sequence[Outcome] = ()) -> Offers:
    """Of a customer found through `visible_to`; `outcomes` are those of the customer, the newest
    first. What was refused lately stands last."""
    standing = queries.standing_of(customer.pk)
    day = gating.day_of(standing.as_of if standing else None)
    products = {one.product_id: one for one in queries.products()}
    waiting = {one.product_id: one for one in outcomes if one.answer in OPEN}
    plain = queries.is_plain(customer)
    dropped: list[tuple[str, Any]] = []
    if plain or standing is None:
        rows = _plain(standing, products, day, waiting)
    else:
        rows, dropped = _scored(customer, standing, products, day, waiting)
    refused = _refused(outcomes, day)
    marked = [replace(one, refused=refused.get(one.product.product_id)) for one in rows]
    marked.sort(key=lambda one: one.refused is not None)
    return Offers(day, standing, not plain, marked, dropped, products)


def _refused(outcomes: Sequence[Outcome], day: Day) -> dict[str, Outcome]:
    """By product: the last answer, where it is a refusal of the days of the policy."""
    last: dict[str, Outcome] = {}
    for one in outcomes:
        if one.answered_at is not None:
            last.setdefault(one.product_id, one)
    since = queries.refused_since(day.policy.model.refused_days)
    return {
        code: one for code, one in last.items()
        if one.answer == Answer.REFUSED and one.answered_at and one.answered_at > since
    }  # fmt: skip


def _scored(
    customer: Customer, standing: Standing, products: Mapping[str, Offered], day: Day,
    waiting: Mapping[str, Outcome],
) -> tuple[list[Offer], list[tuple[str, Any]]]:  # fmt: skip
    rows: list[Offer] = []
    dropped: list[tuple[str, Any]] = []
    owned = held_products(customer)
    for one in queries.recommended(customer.pk):
        product = products.get(one.product_id)
        if product is None:
            continue
        if why := gating.judge(standing, product, day):
            dropped.append((product.name or product.product_id, words.WHY_NOT[why]))
            continue
        told = reasons.told(one, products, day.policy)
        care = gating.needs_procedure(standing, product, day)
        held = one.product_id in owned
        rows.append(Offer(product, one, care, waiting.get(one.product_id), told, held=held))
    return rows, dropped


def held_products(customer: Customer) -> set[str]:
    """What the customer owns a part of, whose numbers the reader may see."""
    owned = customers.holdings(*customer.shown_numbers).filter(share_ppm__gt=0)
    return {code for code in owned.order_by().values_list("product_id", flat=True) if code}


def _plain(
    standing: Standing | None, products: Mapping[str, Offered], day: Day,
    waiting: Mapping[str, Outcome],
) -> list[Offer]:  # fmt: skip
    """The shelves of the tier in the order of the file: nothing that the customer holds or does is
    looked at, but for what the law and the product's own terms ask."""
    if standing is None:
        return []
    reached = {one.name for one in day.policy.reached(standing.tier_rank)}
    unmet = (standing.unmet or "").split()
    return [
        Offer(
            product, None, gating.needs_procedure(standing, product, day),
            waiting.get(product.product_id),
        )
        for product in products.values()
        if product.shelf in reached
        and product.product_id not in unmet
        and gating.judge(standing, product, day) == ""
    ]  # fmt: skip
