"""The tag as a filter of the customer list."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from hengke.apps.tagging import queries
from hengke.apps.tagging.models import CustomerTags


def choices() -> list[tuple[str, Any]]:
    """Codes and titles of every tag of the run that is shown."""
    return [(one.code, queries.title(one)) for one in queries.tags()]


def has_tag(code: str) -> Q:
    """The condition, on rows with `customer_id`, that the customer has the tag, computed or given
    by hand."""
    same = {"customer_id": OuterRef("customer_id")}
    computed = CustomerTags.objects.filter(queries.in_list(code), **same)
    given = queries.current_by_hand().filter(code=code, **same)
    return Q(Exists(computed)) | Q(Exists(given))
