"""What the workbench knows about one customer, part by part, for the customer.

Parts are named in `privacy.OWN_COPY`; one that is not named there never gets into a copy, so that
what must not be told (suspicious-transaction alerts) cannot slip in with a new table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings

from hengke.apps.audit import api as audit
from hengke.apps.behaviour import api as behaviour
from hengke.apps.care import api as care
from hengke.apps.clustering import api as clustering
from hengke.apps.customers import api as customers
from hengke.apps.forecast import api as forecast
from hengke.apps.lifecycle import api as lifecycle
from hengke.apps.needs import api as needs
from hengke.apps.privacy import api as privacy
from hengke.apps.recommendation import api as recommendation
from hengke.apps.tagging import api as tagging
from hengke.apps.tiering import api as tiering
from hengke.apps.value import api as value
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.identifiers import KEYS
from hengke.pipelines.protection.sealing import Sealer, is_sealed
from hengke.web.sealed import plain

Rows = list[dict[str, Any]]
NOT_THE_CUSTOMERS = frozenset(
    {
        "run_id",
        "known_at",
        "manager_id",
        "barred",
        "value_key",
        *(key for keys in KEYS.values() for key in keys),
    }
)
"""Marks of the machinery, fingerprints and names of staff: no data about the person."""


def of(customer_id: str) -> dict[str, Rows]:
    """Every part, in reading order, with identifiers in clear; numbers merged into it included."""
    numbers = privacy.numbers_of(customer_id)
    return privacy.without_alerts({name: read(numbers) for name, read in PARTS.items()})


def columns(rows: Iterable[Any]) -> Rows:
    """The stored columns of rows; sealed values are opened, they are the person's own."""
    found = [
        {
            field.name: plain(getattr(row, field.attname))
            for field in row._meta.concrete_fields
            if field.name not in NOT_THE_CUSTOMERS and not field.is_relation
        }
        for row in rows
    ]
    return [{name: _clear(value) for name, value in one.items()} for one in found]


def _clear(value: Any) -> Any:
    if not isinstance(value, str) or not is_sealed(value):
        return value
    return Sealer(ring.load(settings.HENGKE_HOME)).open(value)


def _profile(customer_id: str) -> Rows:
    return columns(customers.Customer.objects.filter(pk=customer_id))


def _relations(customer_id: str) -> Rows:
    """That there is a relation, and of which kind; who the other is, is the other's."""
    return [
        {"kind": one.kind, "share_ppm": one.share_ppm} for one in customers.relations(customer_id)
    ]


def _tiers(customer_id: str) -> Rows:
    return columns(tiering.Position.objects.filter(customer_id=customer_id))


def _history(customer_id: str) -> Rows:
    return columns(
        row
        for ladder in tiering.ladders()
        for row in tiering.history(customer_id, policy=ladder.policy)
    )


def _by_hand(customer_id: str) -> Rows:
    rows = tiering.TierOverride.objects.filter(customer_id=customer_id)
    return columns(rows.order_by("requested_at"))


def _contacts(customer_id: str) -> Rows:
    return columns(care.contacts_of(customer_id))


def _switch(customer_id: str) -> Rows:
    found = privacy.switch_of(customer_id)
    return [{"personalised": found is None, "since": found.since if found else None}]


def _who_looked(customer_id: str) -> Rows:
    """When the customer's data were seen and how: by a role, not the names of staff."""
    return [{"at": at, "role": role, "access": kind} for at, role, kind in audit.about(customer_id)]


def _each(read: Callable[[str], Rows]) -> Callable[[Sequence[str]], Rows]:
    """A part that is read number by number, the survivor's first."""
    return lambda numbers: [row for one in numbers for row in read(one)]


PARTS: dict[str, Callable[[Sequence[str]], Rows]] = {
    "profile": _each(_profile),
    "record": _each(lambda one: columns(customers.observations(one))),
    "risk_profile": _each(
        lambda one: columns(customers.RiskProfile.objects.filter(customer_id=one))
    ),
    "preferences": _each(lambda one: columns(customers.preference_rows(one))),
    "corrections": _each(lambda one: columns(customers.corrections(one))),
    "holdings": _each(lambda one: columns(customers.holdings(one))),
    "movements": _each(lambda one: columns(customers.bookings(one).order_by("booked_on"))),
    "asset_course": _each(lambda one: columns(customers.asset_points(one))),
    "relations": _each(_relations),
    "tiers": _each(_tiers),
    "tier_history": _each(_history),
    "tiers_by_hand": _each(_by_hand),
    "behaviour": _each(lambda one: columns(behaviour.Profile.objects.filter(customer_id=one))),
    "tags": _each(lambda one: columns(tagging.tags_of([one]))),
    "tag_history": _each(lambda one: columns(tagging.whole_history_of(one))),
    "tags_by_hand": _each(lambda one: columns(tagging.by_hand_of([one]))),
    "audiences": _each(tagging.audiences_with),
    "value": _each(lambda one: columns(value.CustomerValue.objects.filter(customer_id=one))),
    "value_by_product": _each(
        lambda one: columns(value.ProductValue.objects.filter(customer_id=one))
    ),
    "lifetime_value": _each(lambda one: columns(value.Lifetime.objects.filter(customer_id=one))),
    "lifecycle": _each(lambda one: columns(lifecycle.Place.objects.filter(customer_id=one))),
    "lifecycle_history": _each(lambda one: columns(lifecycle.moves_of(one))),
    "group_alike": _each(lambda one: columns(clustering.Member.objects.filter(customer_id=one))),
    "forecast": _each(lambda one: columns(forecast.Forecast.objects.filter(customer_id=one))),
    "lifecycle_leaving": _each(
        lambda one: columns(lifecycle.Leaving.objects.filter(customer_id=one))
    ),
    "suitability": _each(
        lambda one: columns(recommendation.Standing.objects.filter(customer_id=one))
    ),
    "recommendations": _each(
        lambda one: columns(recommendation.Recommendation.objects.filter(customer_id=one))
    ),
    "above_level": _each(
        lambda one: columns(recommendation.Notice.objects.filter(customer_id=one))
    ),
    "offers_answered": _each(lambda one: columns(recommendation.outcomes_of(one))),
    "own_purchases": _each(lambda one: columns(recommendation.wishes_of(one))),
    "contacts": _each(_contacts),
    "needs": _each(lambda one: columns(needs.needs_of(one))),
    "latent_needs": _each(lambda one: columns(needs.LatentNeed.objects.filter(customer_id=one))),
    "needs_to_come": _each(lambda one: columns(needs.Outlook.objects.filter(customer_id=one))),
    "interviews": _each(needs.interviews_of),
    "plans": _each(needs.plans_of),
    "consents": lambda numbers: columns(privacy.consents_of(numbers[0])),
    "personalised_processing": lambda numbers: _switch(numbers[0]),
    "requests": lambda numbers: columns(privacy.requests_of(numbers[0])),
    "who_looked": _each(_who_looked),
}

TABLES = {
    "customers.customer": "profile",
    "customers.observation": "record",
    "customers.riskprofile": "risk_profile",
    "customers.preference": "preferences",
    "customers.correction": "corrections",
    "customers.holding": "holdings",
    "customers.movement": "movements",
    "customers.assetpoint": "asset_course",
    "customers.relation": "relations",
    "tiering.position": "tiers",
    "tiering.assessment": "tier_history",
    "tiering.tieroverride": "tiers_by_hand",
    "behaviour.profile": "behaviour",
    "tagging.customertags": "tags",
    "tagging.history": "tag_history",
    "tagging.manualtag": "tags_by_hand",
    "tagging.audiencemember": "audiences",
    "value.customervalue": "value",
    "value.productvalue": "value_by_product",
    "value.lifetime": "lifetime_value",
    "lifecycle.place": "lifecycle",
    "lifecycle.move": "lifecycle_history",
    "clustering.member": "group_alike",
    "forecast.forecast": "forecast",
    "lifecycle.leaving": "lifecycle_leaving",
    "recommendation.standing": "suitability",
    "recommendation.recommendation": "recommendations",
    "recommendation.notice": "above_level",
    "recommendation.outcome": "offers_answered",
    "recommendation.ownpurchase": "own_purchases",
    "care.contact": "contacts",
    "needs.need": "needs",
    "needs.latentneed": "latent_needs",
    "needs.outlook": "needs_to_come",
    "needs.interview": "interviews",
    "needs.plan": "plans",
    "privacy.consent": "consents",
    "privacy.plainprocessing": "personalised_processing",
    "privacy.request": "requests",
    "audit.read": "who_looked",
}
"""In which part the rows of a table about customers are."""
LEFT_OUT = {
    "approvals.approval": "decisions of the bank, holds among them: told where they led to a part",
    "privacy.hold": "a legal hold may not be told (no tipping off)",
    "privacy.restriction": "follows from a request, which is in the copy",
    "privacy.schedule": "days on which data end, by rules that are public",
    "privacy.destruction": "counts of what is not there any more",
    "privacy.datafile": "marks of copies like this one",
    "customers.redirect": "further numbers of the customer: their rows are in the parts",
    "customers.surviving": "the same values again, as laid over a survivor",
    "duplicates.pair": "likeness of two people, of whom the other may be somebody else",
    "duplicates.merge": "the same values again, as they were laid over a survivor",
    "customers.record": "when the record was last worked on; its values are in a part",
    "customers.assignment": "who of the staff is in charge",
    "customers.unmasking": "in who_looked; the rest names staff",
    "tiering.passage": "the tier history again, between two days",
    "care.task": "work lists of the bank, made from what the other parts say",
}
"""Tables about customers that no part holds, each with the reason."""
