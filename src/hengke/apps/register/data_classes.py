"""Class of every column this app keeps (JR/T 0171-2020): C1 internal; nothing tells of a person."""

from __future__ import annotations

C1 = "C1"

CLASSES = {
    "Model": {
        C1: (
            "id kind policy role version reason learnt_from learnt_until rows events features "
            "method tested_on tested_rows auc baseline_auc average_precision brier "
            "calibration_error ks lift regression_auc hit_rate baseline_hit_rate compared_auc "
            "verdict due_on scored psi drift as_of known_at run_id"
        ),
    },
    "Slice": {
        C1: (
            "id decision trait slice customers rate best ratio low high alike state "
            "policy_version as_of known_at run_id"
        ),
    },
    "Bin": {
        C1: "id kind policy role bin upper predicted observed tested scored as_of known_at run_id",
    },
}
