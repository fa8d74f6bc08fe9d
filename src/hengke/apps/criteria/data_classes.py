"""Class of every column this app keeps (JR/T 0171-2020): C1 internal; nothing tells of a person."""

from __future__ import annotations

C1 = "C1"
STAMP = "as_of known_at run_id"
VERSIONS = "tier_version policy_version"

CLASSES = {
    "Month": {
        C1: (
            "id policy assessed_on rank tier customers effective overridden aum_minor aum_unknown "
            f"{VERSIONS} {STAMP}"
        ),
    },
    "Figure": {
        C1: (
            "id policy figure subject rank part whole value low high state reason needed from_on "
            f"until_on {VERSIONS} {STAMP}"
        ),
    },
    "Floor": {
        C1: (
            "id policy candidate rank tier floor_minor changed customers aum_minor near near_of "
            f"back crossings moved covered broken {VERSIONS} {STAMP}"
        ),
    },
    "Review": {
        C1: (
            "id policy assessed_on as_of run_id warnings unknown figures remark reviewed_by "
            f"reviewed_at next_due_on {VERSIONS}"
        ),
    },
    "Proposal": {
        C1: (
            "id policy assessed_on run_id tier_version candidate terms job_id made_by made_at "
            "review state starts_on approval_id"
        ),
    },
}
