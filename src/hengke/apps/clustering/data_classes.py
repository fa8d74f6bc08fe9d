"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"
STAMP = "as_of known_at run_id"

CLASSES = {
    "Member": {
        C1: f"id customer_id branch_id manager_id policy_version {STAMP}",
        C2: "cluster next_cluster fit_ppm cluster_before",
    },
    "Cluster": {
        C1: (f"id cluster customers aum_minor profit_minor arrived words policy_version {STAMP}"),
    },
    "Middle": {C1: f"id cluster feature middle whole apart known_ppm {STAMP}"},
    "Book": {C1: f"id branch_id manager_id cluster customers aum_minor {STAMP}"},
    "Field": {C1: f"id x y cluster customers {STAMP}"},
    "Try": {
        C1: (
            f"id groups stability silhouette score error calinski davies least_share chosen {STAMP}"
        ),
    },
    "Model": {
        C1: (
            "id name fitted_on why reason rows drift sizes axes model lacking policy_version "
            f"{STAMP}"
        ),
    },
    "Name": {C1: "id cluster name named_by named_at"},
}
