"""One row for one change, within the transaction of the change."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.db.utils import DEFAULT_DB_ALIAS

from hengke.apps.audit import chain, guard
from hengke.apps.audit.models import Entry
from hengke.kernel import clock

SYSTEM = "system"


def record(action: str, *, by: Any, target: str = "", reason: str = "", **details: Any) -> Entry:
    """Write one row. Called within the action's transaction, so that both stand or fall together.

    `by` is a user, or None for what the system does by itself. `details` holds codes and numbers
    of things, never names or contact data. Its place in the chain comes with the commit.
    """
    return record_in(DEFAULT_DB_ALIAS, action, by=by, target=target, reason=reason, details=details)


def record_in(
    database: str,
    action: str,
    *,
    by: Any,
    target: str = "",
    reason: str = "",
    details: dict[str, Any],
) -> Entry:
    """The same in a database of another name."""
    named, said = guard.identifier(target), guard.details(details)
    with transaction.atomic(using=database):
        entry = Entry.objects.using(database).create(
            at=clock.now(),
            action=action,
            by_username=getattr(by, "username", "") or SYSTEM,
            by_role=getattr(by, "role", ""),
            target=named,
            reason=guard.reason(reason, guard.ids_of(named, said)),
            details=said,
        )
        chain.expect(entry.pk, connections[database])
    return entry
