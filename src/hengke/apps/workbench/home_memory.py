"""Sums over a whole book, kept until something in the book changes.

A branch may hold 200,000 customers and a bank millions; their sums are the same for everybody with
the same scope until a run is published, customers change hands or somebody is spoken to. The key
says all three, so what is read is never older than the page around it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.imports import api as imports
from hengke.apps.workbench.reader import Reader

KEPT_SECONDS = 86_400
Kept = TypeVar("Kept")


class Memory:
    """Sums of one reader's scope on one page; two small queries say whether they still hold."""

    def __init__(self, reader: Reader) -> None:
        self._stamp = sha256(repr(_state(reader)).encode()).hexdigest()

    def of(self, name: str, compute: Callable[[], Kept]) -> Kept:
        """What was computed before for the same state, else what `compute` says now."""
        key = f"workbench:{name}:{self._stamp}"
        found: tuple[Kept] | None = cache.get(key)
        if found is None:
            found = (compute(),)
            cache.set(key, found, KEPT_SECONDS)
        return found[0]


def _state(reader: Reader) -> tuple[object, ...]:
    run = imports.current_run()
    user = reader.user
    return (
        run and (run.run_id, run.created_at),
        reader.policy,
        reader.today,
        (user.role, user.branch_id, user.org_id),
        customers.Assignment.objects.aggregate(Count("pk"), Max("at")),
        _spoken_to(reader),
    )


def _spoken_to(reader: Reader) -> dict[str, object]:
    """Contacts of the time that counts; a withdrawn one is not among them."""
    since = reader.today - timedelta(days=care.QUIET_DAYS)
    rows = care.contacts(reader.user).filter(happened_on__gte=since)
    return rows.order_by().aggregate(Count("pk"), Max("pk"))
