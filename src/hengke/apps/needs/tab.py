"""Needs on the page of one customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hengke.apps.customers.api import Customer
from hengke.apps.needs import (
    interviews,
    latent,
    listing,
    outlook,
    permissions,
    plan_pages,
    plans,
    policy,
    queries,
)
from hengke.apps.needs.forms import EVIDENCE_LENGTH
from hengke.apps.needs.interview_models import Way
from hengke.apps.needs.models import UNMET, Nature, Source
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock
from hengke.kernel.periods import age
from hengke.policies.needs import NeedsPolicy
from hengke.web.composition import Panel

TEMPLATE = "needs/tab.html"


def panel(customer: Customer, user: Any) -> Panel | None:
    """The register of one customer found through `visible_to`, and classes that are likely at the
    customer's age and not on it; nothing for who may not read needs."""
    if not permissions.can_read(user):
        return None
    now = clock.now()
    rules = policy.in_force(now)
    found = list(queries.needs_of(*customer.shown_numbers))
    plain = bool(privacy.switched_off(customer.shown_numbers))
    known = {need.need_class for need in found}
    waiting = {need.need_class for need in found if need.status in UNMET}
    context = {
        "number": customer.pk,
        "rows": listing.rows(found, user, rules),
        "concluded": [] if plain else latent.of_customer(customer.shown_numbers, rules, known),
        "outlook": None if plain else outlook.of_customer(customer.shown_numbers, rules, waiting),
        "likely": [] if plain else _likely(customer, rules, known),
        "plain": plain,
        "can_record": permissions.can_record(user),
        "classes": [(code, policy.title(one)) for code, one in rules.classes.items()],
        "natures": [one for one in Nature.choices if not plain or one[0] != Nature.LATENT],
        "sources": Source.choices,
        "plans": plan_pages.of_customer(list(plans.of(*customer.shown_numbers)), user, rules),
        "choices": plan_pages.chosen_of(found, rules, set()),
        "until": clock.day(now) + timedelta(days=30),
        "interviews": interviews.shown(customer.shown_numbers, user, rules),
        "questionnaires": interviews.forms(rules),
        "ways": Way.choices,
        "today": clock.day(now),
        "most": EVIDENCE_LENGTH,
    }
    return Panel("needs", "", TEMPLATE, context)


def _likely(customer: Customer, rules: NeedsPolicy, known: set[str]) -> list[tuple[str, str]]:
    """Of people whose age is known."""
    if customer.kind == "institution" or not customer.birth_date or not customer.as_of:
        return []
    codes = rules.likely(age(customer.birth_date, on=customer.as_of))
    return [(code, policy.title(rules.classes[code])) for code in codes if code not in known]
