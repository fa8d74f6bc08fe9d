"""What the yardsticks in frames know of the tier rules: reasons and the states they lead to."""

from __future__ import annotations

RANK_TAKEN = ("first_assessment", "floor_reached", "grace_used_up")
"""The assessed rank becomes the effective one."""

SETTLED = (*RANK_TAKEN, "fails_cleared", "floor_kept")
"""Nothing of earlier failing is left."""

STATES = {
    "first_assessment": "new", "floor_reached": "upgraded", "fails_cleared": "normal",
    "floor_kept": "normal", "new_customer": "protected", "below_floor": "watch",
    "grace_used_up": "downgraded",
}  # fmt: skip
