"""Figures of a whole book, kept until something in the book changes.

A branch may hold 200,000 customers and a bank millions; their figures are the same for everybody
with the same scope until a run is published or customers change hands. The key says both, so what
is read is never older than the page around it. Whom nobody spoke to changes with every contact:
the key of a book or a branch says that too; in a whole bank somebody is spoken to every second, so
that there such a figure may be ten minutes old.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.imports import api as imports
from hengke.apps.privacy import api as privacy
from hengke.apps.workbench.reader import Reader

KEPT_SECONDS = 86_400
WHOLE_BANK_SECONDS = 600
Kept = TypeVar("Kept")


class Memory:
    """Figures of one reader's scope on one page; small queries say whether they still hold."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._state = _state(reader)

    def of(self, name: str, compute: Callable[[], Kept]) -> Kept:
        """What was computed before for the same state, else what `compute` says now."""
        return _kept(name, self._state, compute, KEPT_SECONDS)

    def of_contacts(self, name: str, compute: Callable[[], Kept]) -> Kept:
        """The same for a figure that changes when somebody was spoken to."""
        if not customers.scope(self._reader.user):
            return _kept(name, self._state, compute, WHOLE_BANK_SECONDS)
        return _kept(name, (*self._state, self._spoken_to), compute, KEPT_SECONDS)

    @cached_property
    def _spoken_to(self) -> dict[str, object]:
        """Contacts of the time that counts; a withdrawn one is not among them."""
        since = self._reader.today - timedelta(days=care.QUIET_DAYS)
        rows = care.contacts(self._reader.user).filter(happened_on__gte=since)
        return rows.order_by().aggregate(Count("pk"), Max("pk"))


def _kept(name: str, state: tuple[object, ...], compute: Callable[[], Kept], seconds: int) -> Kept:
    key = f"workbench:{name}:{sha256(repr(state).encode()).hexdigest()}"
    found: tuple[Kept] | None = cache.get(key)
    if found is None:
        found = (compute(),)
        cache.set(key, found, seconds)
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
        privacy.state(),
    )
