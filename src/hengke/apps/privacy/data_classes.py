"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Assessment": {
        C1: (
            "id code version subject title purpose necessity risks measures conclusion recipient "
            "fields written_by written_at approved_by approved_on review_on"
        )
    },
    "Consent": {
        C1: (
            "id customer_id purpose channel field recipient by_guardian given_on expires_on "
            "obtained document_hash text_version recorded_by recorded_at withdrawn_at "
            "withdrawn_by"
        ),
        C2: "document",
    },
    "DataFile": {
        C1: "id customer_id request purpose name sha256 rows for_user made_at ends_at taken_at"
    },
    "Destruction": {C1: "id customer_id category rule at rows"},
    "Hold": {C1: "id customer_id reference placed_at placed_by lifted_at lifted_by"},
    "PlainProcessing": {C1: "customer_id since by"},
    "Request": {
        C1: (
            "id customer_id kind about barred received_on due_on received_by received_at state "
            "outcome answered_by answered_at"
        ),
        C2: "said explanation answer",
    },
    "Restriction": {C1: "customer_id since by approval destroyed_at"},
    "Schedule": {C1: "id customer_id category due_on rule done_at"},
}
