"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C3 secret."""

from __future__ import annotations

C1, C3 = "C1", "C3"

CLASSES = {
    "Delivery": {
        C1: (
            "id event subscription again_of state attempts made_at next_at ended_at answered "
            "problem"
        ),
    },
    "Event": {C1: "id kind ids happened_at"},
    "Subscription": {C1: "id owner url events made_at ended_at", C3: "secret"},
}
