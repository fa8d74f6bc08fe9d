"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"
STAMP = "as_of known_at run_id"

CLASSES = {
    "CustomerTags": {
        C1: f"{STAMP} customer_id branch_id manager_id policy_version",
        C2: "codes unknown",
    },
    "Tag": {
        C1: (
            f"{STAMP} code rank family tag_group group_zh group_en exclusive zh en rule "
            "sentence_zh sentence_en reads owner source own valid_from valid_through customers "
            "unknown policy_version"
        ),
    },
    "History": {C1: "id customer_id since run_id", C2: "codes_before codes"},
    "Turn": {C1: "id code since run_id gained lost"},
    "ManualTag": {
        C1: "id customer_id until given_by given_at given_on withdrawn_by withdrawn_at",
        C2: "code reason",
    },
    "Segment": {C1: "id name title expression version owner changed_at ended_at"},
    "SegmentVersion": {C1: "id segment version title expression written_by written_at"},
    "Audience": {
        C1: f"{STAMP} id segment version expression purpose customers frozen_by frozen_at"
    },
    "AudienceMember": {C1: "id audience customer_id"},
}
