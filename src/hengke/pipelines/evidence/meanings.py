"""What figures mean that several data sets have, one sentence each; for the page of evidence."""

from __future__ import annotations

MEANINGS = {
    "auc": "Chance that one who had the outcome ranks above one who had not; 0.5 is a coin.",
    "average_precision": "Precision averaged over all lengths of the list; a coin has the share "
    "of those who had the outcome.",
    "kappa": "Agreement with what came, beyond what chance would give; 0 is chance, 1 perfect.",
    "macro_f1": "Mean over the classes of precision and recall together; small classes count "
    "alike.",
    "auc_outflow": "AUC of the class whose funds fell against the other two.",
    "ks": "Largest distance between the two groups' distributions of the score.",
    "brier": "Mean squared error of the probability; smaller is better.",
    "calibration_error": "Mean distance between foretold and observed share, over tenths of the "
    "rows by score.",
    "gini": "2 AUC - 1.",
    "qini": "Area between the curve of added outcomes and the random line, per customer of both "
    "arms; 0 is random order.",
    "qini_se": "Standard error of that area by the bootstrap.",
    "hr_at_3": "Share of customers whose next product is among the first three named.",
    "lift_top_decile": "Share of the outcome in the best tenth, in multiples of the average.",
}  # fmt: skip
