"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1 = "C1"

CLASSES = {
    "Entry": {
        C1: "id at action by_username by_role target reason details",
    },
}
