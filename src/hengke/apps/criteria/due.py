"""When the review of a policy is due, and what was recorded last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hengke.apps.criteria.models import Review


@dataclass(frozen=True)
class Due:
    """`on` None: never reviewed, so due at once. `done` is the review of the very assessment."""

    on: date | None
    is_due: bool
    last: Review | None
    done: Review | None


def due(reviews: Sequence[Review], *, as_of: date, assessed_on: date | None) -> Due:
    """`reviews` of one policy, the newest first."""
    last = reviews[0] if reviews else None
    done = next((one for one in reviews if one.assessed_on == assessed_on), None)
    on = last.next_due_on if last else None
    return Due(on, on is None or on <= as_of, last, done)
