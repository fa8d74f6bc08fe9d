"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Approval": {
        C1: (
            "id kind subject_type subject_id subject_version slot asked_by asked_at state "
            "decided_by on_behalf_of decided_at expires_at carried_out_at"
        ),
        C2: "payload amount reason decision_reason result",
    },
    "Delegation": {C1: "id giver taker kinds starts_on ends_on reason made_at ended_at"},
    "Voice": {C1: "id approval asked_by by of yes at", C2: "reason"},
}
