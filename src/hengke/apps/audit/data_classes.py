"""Class of every column this app keeps (JR/T 0171-2020): numbers of things, no personal values."""

from __future__ import annotations

C1 = "C1"

CLASSES = {
    "Entry": {C1: "id at action by_username by_role target reason details"},
    "Expiry": {C1: "seal last_id at months"},
    "Finding": {
        C1: (
            "id rule subject since until found_at count limit policy rows state verdict "
            "judged_by judged_at"
        )
    },
    "Head": {C1: "number at line"},
    "Link": {C1: "number entry_id previous hash"},
    "Read": {C1: "id at by_username by_role customer_id page"},
    "Seal": {C1: "number at first_id last_id rows latest content previous hash"},
}
