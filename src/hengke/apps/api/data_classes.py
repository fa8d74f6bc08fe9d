"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Promise": {C1: "id person key asked status made_at", C2: "answer"},
    "Use": {C1: "id person minute granted"},
}
