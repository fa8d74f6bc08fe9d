"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1 = "C1"

CLASSES = {
    "Run": {
        C1: (
            "run_id as_of known_at engine created_at seconds customers policies report is_current"
        ),
    },
    "Batch": {
        C1: "id source created_at status tables files earliest_date latest_date",
    },
    "Delivery": {
        C1: (
            "id folder mapping files status job_id report message next_step sentences "
            "batch_id created_by created_at confirmed_by confirmed_at"
        ),
    },
}
