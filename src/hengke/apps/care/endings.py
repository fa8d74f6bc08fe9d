"""How notes and tasks of a customer end when their time is over."""

from __future__ import annotations

from hengke.apps.care.models import Contact, Task
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    """Notes go with marketing data; that there was a contact, and when, with the identity."""
    return [
        Owner("marketing", "care_contact", _notes),
        Owner("marketing", "care_task", _tasks),
        Owner("identity", "care_contact", _contacts),
    ]


def _notes(customer_id: str) -> int:
    return Contact.objects.filter(customer_id=customer_id).exclude(note="").update(note="")


def _tasks(customer_id: str) -> int:
    return Task.objects.filter(customer_id=customer_id).delete()[0]


def _contacts(customer_id: str) -> int:
    return Contact.objects.filter(customer_id=customer_id).delete()[0]
