"""Words for identifiers and for who looked at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.models import Unmasking

FIELDS: Mapping[str, Any] = {
    "name": _("Name"),
    "phone": _("Telephone"),
    "id_number": _("Document number"),
    "email": _("E-mail"),
    "address": _("Address"),
}


@dataclass(frozen=True)
class Look:
    """One unmasking as drawn; the note is masked like everything that people wrote."""

    at: datetime
    person: str
    customer_id: str
    field: Any
    purpose: Any


def looks(rows: Sequence[Unmasking], purposes: Mapping[str, str]) -> list[Look]:
    return [
        Look(
            row.at,
            row.by.name,
            row.customer_id,
            FIELDS.get(row.field, row.field),
            purposes.get(row.purpose, row.purpose),
        )
        for row in rows
    ]
