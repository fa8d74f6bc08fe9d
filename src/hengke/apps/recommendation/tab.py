"""Recommendations on the page of one customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengke.apps.customers.api import Customer, shown_text
from hengke.apps.recommendation import (
    actions,
    gating,
    offers,
    own_purchases,
    permissions,
    queries,
    words,
)
from hengke.apps.recommendation.forms import LENGTH
from hengke.apps.recommendation.models import Answer, Notice, Outcome, OwnPurchase, Wish
from hengke.engine.recommendation import gate
from hengke.kernel import clock
from hengke.web.composition import Chip, Panel

TEMPLATE = "recommendation/tab.html"


@dataclass(frozen=True)
class Told:
    """One outcome in words, with what may follow it."""

    one: Outcome

    @property
    def chip(self) -> Chip:
        return words.ANSWERS[Answer(self.one.answer)]

    @property
    def refusal(self) -> Any:
        return words.REFUSALS.get(self.one.refusal, self.one.refusal)

    @property
    def steps(self) -> list[tuple[str, Any]]:
        """Answers that need nothing else; a refusal has its own form."""
        may = actions.MAY_BECOME[Answer(self.one.answer)]
        return [(one.value, one.label) for one in may if one is not Answer.REFUSED]


@dataclass(frozen=True)
class Asked:
    """One purchase at the customer's wish; what was said is masked for mere readers."""

    one: OwnPurchase
    reason: str

    @property
    def chip(self) -> Chip:
        return words.WISHES[Wish(self.one.status)]


@dataclass(frozen=True)
class Above:
    """One product held above the level."""

    one: Notice

    @property
    def cause(self) -> Any:
        return words.CAUSES.get(self.one.cause or "", self.one.cause)


def panel(customer: Customer, user: Any) -> Panel | None:
    """Of a customer found through `visible_to`; nothing for who may not read recommendations."""
    if not permissions.can_read(user):
        return None
    numbers = customer.shown_numbers
    outcomes = list(queries.outcomes_of(*numbers))
    found = offers.of(customer, outcomes)
    can = permissions.can_record(user)
    context = {
        "number": customer.pk,
        "offers": found,
        "brings_nothing": any(one.numbers and one.numbers.brings_nothing for one in found.rows),
        "who": _who(found),
        "outcomes": [Told(one) for one in outcomes],
        "notices": [Above(one) for one in queries.notices_of(customer.pk)],
        "wishes": [Asked(one, shown_text(one.reason, user)) for one in queries.wishes_of(*numbers)],
        "can_record": can,
        "above": _above(found) if can else [],
        "refusals": words.REFUSALS.items(),
        "services": [words.in_words(one) for one in found.services],
        "shelves": [words.in_words(one) for one in found.shelves],
        "today": clock.day(clock.now()),
        "most": LENGTH,
    }
    return Panel("recommendation", "", TEMPLATE, context)


def _who(found: offers.Offers) -> dict[str, Any] | None:
    """The standing in words, as it is today."""
    row = found.standing
    if row is None:
        return None
    today = gating.standing_of(row, found.day)
    over = today.state == gate.EXPIRED
    return {
        "row": row,
        "chip": words.state(today.state),
        "state": today.state,
        "hint": "" if today.state == gate.VALID else words.WAY_OUT.get(today.state, ""),
        "over": over,
        "last_day": gating.last_day(row, found.day),
        "ran_out": gating.ran_out(row, found.day),
        "barred": row.status in found.day.policy.suitability.barred_statuses,
        "senior": row.age is not None and row.age >= found.day.policy.suitability.senior_from,
    }


def _above(found: offers.Offers) -> list[tuple[str, str, int]]:
    """Products that the customer may ask for above the level: code, name, risk."""
    if found.standing is None:
        return []
    return [
        (one.product_id, one.name or one.product_id, one.risk or 0)
        for one in found.products.values()
        if own_purchases.may_ask(found.standing, one, found.day)
    ]
