"""When a relation ended, and how the record ends in the workbench when its time is over."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from hengke.apps.customers.merged import merged_into, survivor_of
from hengke.apps.customers.merged_models import Surviving
from hengke.apps.customers.models import (
    AssetPoint,
    Assignment,
    Customer,
    Holding,
    Movement,
    Relation,
    RiskProfile,
)
from hengke.apps.customers.preference_models import Preference
from hengke.apps.customers.queries import never_customers
from hengke.apps.customers.record_models import Correction, Observation, Record
from hengke.apps.privacy.api import Owner

KEPT = ("customer_id", "branch_id", "manager_id", "status", "as_of", "known_at", "run_id")
"""What a destroyed row still says: that there was one, and whose book it stood in."""


def relation_end(customer_id: str) -> date | None:
    """The last day of all numbers that are this customer; None while one of them goes on."""
    survivor = survivor_of(customer_id) or customer_id
    numbers = [survivor, *merged_into(survivor)]
    ends = set(Customer.objects.filter(pk__in=numbers).values_list("closed_on", flat=True))
    return None if not ends or None in ends else max(day for day in ends if day)


def owners() -> list[Owner]:
    tables: tuple[Any, ...] = (
        Holding, Movement, AssetPoint, Assignment, Observation, Correction, Surviving,
        Preference, RiskProfile,
    )  # fmt: skip
    return [
        *(Owner("identity", one._meta.db_table, partial(_delete, one)) for one in tables),
        Owner("identity", Relation._meta.db_table, _relations),
        Owner("marketing", Preference._meta.db_table, partial(_delete, Preference)),
        Owner("identity", Record._meta.db_table, _opened),
        Owner("identity", Customer._meta.db_table, _record),
    ]


def _delete(model: Any, customer_id: str) -> int:
    return int(model.objects.filter(customer_id=customer_id).delete()[0])


def _relations(customer_id: str) -> int:
    both = Q(customer_id=customer_id) | Q(related_id=customer_id)
    return Relation.objects.filter(both).delete()[0]


def _opened(customer_id: str) -> int:
    """Of who never became a customer the row stays as the delivered one does of a customer: it says
    that there was one, and in whose book; the values are gone with the observations."""
    return 0 if never_customers([customer_id]) else _delete(Record, customer_id)


def _record(customer_id: str) -> int:
    """Every column that can be empty is; the number alone leads to nobody."""
    emptied = {
        field.name: None
        for field in Customer._meta.concrete_fields
        if field.null and field.name not in KEPT
    }
    return Customer.objects.filter(pk=customer_id).update(**emptied)
