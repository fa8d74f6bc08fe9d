"""What other apps own of a customer: they say how it ends, and hear when processing changes.

This app stands below the customer record, so those above register when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hengke.policies.privacy.scheme import IDENTITY, PROSPECT

Destroy = Callable[[str], int]
Changed = Callable[[Sequence[str]], None]
Behind = Callable[[Collection[str]], Mapping[str, str]]
Survivor = Callable[[str], str | None]
Prospects = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True)
class Owner:
    """One table of a category: `destroy(customer_id)` removes the rows or empties what they say,
    and tells how many there were."""

    category: str
    table: str
    destroy: Destroy


_OWNERS: dict[tuple[str, str], Owner] = {}
_LISTENERS: dict[str, Changed] = {}
_ENDS: dict[str, Callable[[str], date | None]] = {}
_NUMBERS: dict[str, tuple[Behind, Survivor]] = {}
_PROSPECTS: dict[str, Prospects] = {}


def register(owner: Owner) -> None:
    _OWNERS[owner.category, owner.table] = owner


def of(category: str) -> list[Owner]:
    """Of somebody who never became a customer the same ends as of a customer, only earlier."""
    ending = IDENTITY if category == PROSPECT else category
    return [owner for owner in _OWNERS.values() if owner.category == ending]


def on_change(name: str, listener: Changed) -> None:
    """Called inside the transaction that switched or restricted these customers."""
    _LISTENERS[name] = listener


def tell(customer_ids: Sequence[str]) -> None:
    for listener in _LISTENERS.values():
        listener(customer_ids)


def relation_end_is(reader: Callable[[str], date | None]) -> None:
    """Who owns the record says when the relation with a customer ended."""
    _ENDS["customers"] = reader


def relation_end(customer_id: str) -> date | None:
    reader = _ENDS.get("customers")
    return reader(customer_id) if reader else None


def prospects_are(reader: Prospects) -> None:
    """Who owns the record says which numbers are of people who never became customers."""
    _PROSPECTS["customers"] = reader


def prospects(customer_ids: Collection[str]) -> set[str]:
    """Those of them who never became customers: no ten years for them, and no relation."""
    reader = _PROSPECTS.get("customers")
    return set(reader(customer_ids)) if reader else set()


def numbers_are(behind: Behind, survivor: Survivor) -> None:
    """Who owns the record says which numbers were merged into some of them, each with the one that
    survives, and which number answers for one."""
    _NUMBERS["customers"] = (behind, survivor)


def behind(customer_ids: Collection[str]) -> Mapping[str, str]:
    """Numbers merged into these, each with the one of these that answers for it; one query."""
    readers = _NUMBERS.get("customers")
    return readers[0](customer_ids) if readers else {}


def survivor_of(customer_id: str) -> str:
    """The number that answers for this one, mostly itself."""
    readers = _NUMBERS.get("customers")
    return (readers[1](customer_id) if readers else None) or customer_id


def numbers_of(customer_id: str) -> list[str]:
    """The number, and those that were merged into it: what ends for one ends for all."""
    return [customer_id, *behind([customer_id])]


def without_alerts(parts: dict[str, Any]) -> dict[str, Any]:
    """What a customer's own copy may hold. Nothing about suspicious-transaction alerts leaves the
    bank (AML Law: no tipping off), whatever an app hands over: parts are named here, one by one."""
    return {name: rows for name, rows in parts.items() if name in OWN_COPY}


OWN_COPY = (
    "profile", "record", "risk_profile", "preferences", "corrections", "holdings", "movements",
    "asset_course", "relations", "tiers", "tier_history", "tiers_by_hand", "behaviour", "value",
    "value_by_product", "lifetime_value", "lifecycle", "lifecycle_history", "lifecycle_leaving",
    "group_alike", "tags", "tag_history", "tags_by_hand", "audiences",
    "forecast", "suitability", "recommendations", "above_level", "offers_answered",
    "own_purchases", "contacts", "needs", "latent_needs", "needs_to_come",
    "interviews", "plans", "consents", "personalised_processing",
    "requests", "who_looked",
)  # fmt: skip
"""The parts of a copy of the own data; a part that is not named here is left out."""
