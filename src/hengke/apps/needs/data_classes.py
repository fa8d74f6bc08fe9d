"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Need": {
        C1: "id customer_id source noticed_on status owner recorded_by recorded_at changed_at",
        C2: "need_class nature evidence",
    },
}
