"""What a customer is told about the last decision, and who took part in it."""

from __future__ import annotations

from dataclasses import dataclass

from hengke.apps.tiering import queries
from hengke.apps.tiering.explanation import explained
from hengke.apps.tiering.models import OverrideStatus


@dataclass(frozen=True)
class Told:
    policy: str
    assessed_on: str
    text: str
    took_part: tuple[str, ...]


def told_to_customer(customer_id: str) -> Told | None:
    """Of the last assessment under the home's first scheme; None where there is none."""
    known = queries.ladders()
    history = queries.history(customer_id, policy=known[0].policy) if known else []
    if not history:
        return None
    last = history[-1]
    position = queries.position(customer_id, policy=last.policy)
    said = explained(last, position)
    text = "".join(piece.text for piece in said.customer) or str(said.missing)
    return Told(
        last.policy, last.assessed_on.isoformat(), text, _took_part(customer_id, last.policy)
    )


def _took_part(customer_id: str, policy: str) -> tuple[str, ...]:
    """Who asked for a tier by hand and who approved it."""
    rows = queries.overrides_of(customer_id, policy=policy).filter(
        status__in=(OverrideStatus.APPROVED, OverrideStatus.EXPIRED), decided_by__isnull=False
    )
    return tuple(
        sorted(
            {one.requested_by.username for one in rows}
            | {one.decided_by.username for one in rows if one.decided_by}
        )
    )
