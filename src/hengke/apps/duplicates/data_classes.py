"""Class of every column this app keeps: C1 internal, C2 personal or financial."""

from __future__ import annotations

CLASSES = {
    "Pair": {
        "C1": (
            "id left_id right_id score_ppm exact same differ policy found_at state decided_at "
            "decided_by"
        ),
        "C2": "reason",
    },
    "Merge": {
        "C1": (
            "id pair survivor_id merged_id choices policy approval asked_by merged_by merged_at "
            "undo_approval undone_by undone_at"
        ),
        "C2": "kept",
    },
    "Turn": {"C1": "id taken_at"},
}
