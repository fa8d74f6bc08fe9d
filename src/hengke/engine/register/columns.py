"""Columns of the result tables of the model register. Null is unknown."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

MODELS = {  # one row per kind of model, policy and role
    "kind": "string",
    "policy": "string",
    "role": "string",  # champion (scores), challenger (waits), '' where there is but one
    "version": "string",  # name of the artefact in the lake; null: there is no model
    "reason": "string",  # why there is no model
    "learnt_from": "date",  # first and last day of what it learnt from
    "learnt_until": "date",
    "rows": "int64",
    "events": "int64",  # of what it predicts, among the rows
    "features": "int64",
    "method": "string",
    "tested_on": "string",  # out_of_time (_trees or _plain: by that way), later_month, five_fold
    "tested_rows": "int64",
    "auc": "float64",
    "baseline_auc": "float64",
    "average_precision": "float64",
    "brier": "float64",
    "calibration_error": "float64",
    "ks": "float64",
    "lift": "float64",  # of the tenth most probable
    "regression_auc": "float64",  # logistic regression on the same columns and rows
    "hit_rate": "float64",  # of products taken later, the share among the three named
    "baseline_hit_rate": "float64",  # the same by popularity
    "compared_auc": "float64",  # of the champion on the rows that the challenger was tested on
    "verdict": "string",  # why it is champion, or is not; whether it surely beats the plain way
    "due_on": "date",  # the last day before the next fit
    "scored": "int64",  # customers with a probability in this run
    "psi": "float64",  # of the scores now against those of the test; null: nothing to compare
    "drift": "string",  # JSON: feature -> PSI now against what was learnt from; null: not reckoned
    **STAMP,
}

MODEL_BINS = {  # one row per model and tenth of the tested rows, equal scores in one, lowest first
    "kind": "string",
    "policy": "string",
    "role": "string",
    "bin": "int64",
    "upper": "float64",  # highest probability of the bin
    "predicted": "float64",
    "observed": "float64",
    "tested": "int64",  # rows of the test by the model in use
    "scored": "int64",  # customers of this run in the bin
    **STAMP,
}
