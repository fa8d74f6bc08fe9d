"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Need": {
        C1: "id customer_id source noticed_on status owner recorded_by recorded_at changed_at",
        C2: "need_class nature evidence",
    },
    "LatentNeed": {
        C1: "id customer_id policy_version as_of known_at run_id",
        C2: "code need_class facts",
    },
    "Outlook": {
        C1: "id customer_id branch_id manager_id until_on method version unknown_reason"
        " policy_version as_of known_at run_id",
        C2: "need_class probability times reasons",
    },
    "OutlookKind": {
        C1: "id need_class state unknown_reason until_on cases needed rows usual tested_on"
        " tested_rows tested_cases auc auc_error plain plain_auc segment_auc rule_auc lately_auc"
        " matures_auc psi drift"
        " regression_auc without_market_auc brier plain_brier calibration_error lift chosen market"
        " expected scored above due_on version policy_version as_of known_at run_id",
    },
    "Demand": {
        C1: "id need_class branch_id manager_id tier customers expected above policy_version as_of"
        " known_at run_id",
    },
    "Interview": {
        C1: "id customer_id questionnaire way held_on recorded_by recorded_at withdrawn_at"
    },
    "Reply": {C1: "id interview question", C2: "answer"},
    "Plan": {
        C1: "id customer_id series version valid_from valid_until status revision"
        " approved_revision opened_by opened_at offered_by offered_at ended_by ended_at",
        C2: "title special_price decline_reason",
    },
    "PlanNeed": {C1: "id plan need"},
    "PlanItem": {C1: "id plan kind", C2: "text scope price note amount_minor currency"},
    "Idea": {C1: "id need_class title stage met opened_by opened_at"},
    "CashYear": {C1: "id idea year cost_minor benefit_minor"},
    "Factor": {C1: "id idea kind text weight_permille rating"},
    "Survey": {C1: "id title asked_on opened_by opened_at"},
    "Feature": {C1: "id survey code title idea"},
    "Answer": {C1: "id feature functional dysfunctional", C2: "respondent"},
}
