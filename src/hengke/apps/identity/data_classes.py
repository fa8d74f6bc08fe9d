"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal, C3 secret."""

from __future__ import annotations

C1, C2, C3 = "C1", "C2", "C3"
STAMP = "as_of known_at run_id"

CLASSES = {
    "User": {
        C1: (
            "id last_login username role org_id branch_id reports_to is_active "
            "date_joined language theme market density keys"
        ),
        C2: "display_name",
        C3: "password",
    },
    "OrgUnit": {
        C1: f"{STAMP} org_id kind parent_id post",
        C2: "name",
    },
}
