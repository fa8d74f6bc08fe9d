"""Reads of behaviour."""

from __future__ import annotations

from typing import Any

from hengke.apps.behaviour.models import Profile
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy

READ = "behaviour.read"
CLASSES = ("habit_class", "income_level", "income_source")
"""What sorts people: not for who wants no personalised processing."""


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def of_customer(customer_id: str) -> Profile | None:
    """The behaviour of a customer already found through `visible_to`."""
    found = Profile.objects.filter(customer_id=customer_id).first()
    if found is not None and privacy.switched_off([customer_id]):
        found.plain = True
        for name in CLASSES:
            setattr(found, name, None)
    return found
