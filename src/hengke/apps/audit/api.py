"""The door of audit: `record` inside the transaction of the action it describes; latest rows."""

from __future__ import annotations

from typing import Any

from hengke.apps.audit.models import Entry
from hengke.apps.audit.queries import counted, latest
from hengke.apps.audit.watermark import watermark
from hengke.kernel import clock

__all__ = ["SYSTEM", "Entry", "counted", "latest", "record", "watermark"]
SYSTEM = "system"


def record(action: str, *, by: Any, target: str = "", reason: str = "", **details: Any) -> Entry:
    """Write one row. Called within the action's transaction, so that both stand or fall together.

    `by` is a user, or None for what the system does by itself. `details` holds codes and numbers
    of things, never names or contact data.
    """
    return Entry.objects.create(
        at=clock.now(),
        action=action,
        by_username=getattr(by, "username", "") or SYSTEM,
        by_role=getattr(by, "role", ""),
        target=str(target),
        reason=reason,
        details=details,
    )
