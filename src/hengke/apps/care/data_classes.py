"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Task": {
        C1: (
            "task_key customer_id kind due_on currency score as_of known_at run_id branch_id "
            "manager_id origin status snoozed_until done_at done_by"
        ),
        C2: "amount_minor params",
    },
    "Contact": {
        C1: (
            "id customer_id branch_id manager_id task_key follow_up_key outcome channel "
            "purpose happened_on made_at made_by withdrawn_at"
        ),
        C2: "note",
    },
}
