"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"
STAMP = "as_of known_at run_id"

CLASSES = {
    "Forecast": {
        C1: (
            "id customer_id next_on next_method later_on later_method month_on bookings_method "
            f"assets_reason bookings_reason policy_version {STAMP}"
        ),
        C2: (
            "now_minor next_minor next_low_minor next_high_minor later_minor later_low_minor "
            "later_high_minor change_ppm bookings bookings_low bookings_high"
        ),
    },
    "Error": {
        C1: (
            "id quantity months band method customers n first_on last_on mae wape mase coverage "
            f"chosen policy_version {STAMP}"
        ),
    },
}
