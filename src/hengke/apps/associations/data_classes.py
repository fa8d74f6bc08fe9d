"""Class of every column this app keeps (JR/T 0171-2020): C1 internal. No customer is in it."""

from __future__ import annotations

C1 = "C1"
STAMP = "as_of known_at run_id"

CLASSES = {
    "Rule": {
        C1: (
            "id condition product count candidates support confidence lift leverage gain chance "
            f"discovery population expression policy_version {STAMP}"
        ),
    },
    "Book": {C1: f"id condition product branch_id manager_id candidates {STAMP}"},
}
