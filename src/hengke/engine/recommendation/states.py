"""Whether a product is offered, or why not. Loads no engine."""

from __future__ import annotations

OFFERED = "offered"
NO_RATING, NOT_DELIVERED, ON_NO_SHELF = "no_rating", "not_delivered", "on_no_shelf"
SUSPENDED, CLOSED, NOT_YET, OVER = "suspended", "closed", "not_yet", "over"
FAULTS = (NO_RATING, NOT_DELIVERED)
"""What product management has to mend."""
NOT_OFFERED = (*FAULTS, SUSPENDED, CLOSED, NOT_YET, OVER, ON_NO_SHELF)
