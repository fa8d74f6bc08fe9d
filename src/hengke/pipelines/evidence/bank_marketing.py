"""A bank's calls: who takes a term deposit."""

from __future__ import annotations

from pathlib import Path

from hengke.pipelines.evidence.dataset import DataSet, Found, Published
from hengke.pipelines.evidence.propensities import MEANINGS, PLAIN

FILE = "bank-full.csv.gz"
TARGET, TAKEN, NOT_TAKEN = "y", "yes", "no"
NUMBERS = ("age", "balance", "day", "campaign", "pdays", "previous")
CODES = ("job", "marital", "education", "default", "housing", "loan", "contact", "month",
         "poutcome")  # fmt: skip
KIND = "job"
MORO = "Moro, Cortez & Rita 2014, neural network on the same bank's calls: other columns, later "\
    "calls, fitted anew as time went on"  # fmt: skip


def measure(folder: Path) -> Found:
    """Without `duration`, which is known only when the call is over. Rows stand in the order of the
    calls: the last fifth is also foretold by models of the four before it."""
    import numpy as np

    from hengke.pipelines.evidence.files import columns, outcome
    from hengke.pipelines.evidence.propensities import figures, over_time

    read = columns(folder, FILE, numbers=NUMBERS, texts=(TARGET, *CODES), sep=";")
    taken = outcome(folder / FILE, read, TARGET, yes=TAKEN, no=NOT_TAKEN)
    metrics, plain = figures(read, taken, kind=KIND)
    later, later_plain = over_time(read, taken, np.arange(len(taken), dtype=np.float64))
    return Found(len(taken), {**metrics, **later}, {**plain, **later_plain})


SET = DataSet(
    name="bank_marketing",
    folder="bank_marketing",
    title="Who says yes on the telephone",
    about="45,211 calls of a Portuguese bank, May 2008 to November 2010; 12 % took a term deposit. "
    "Boosted trees, five folds, without the length of the call, which nobody knows before it. "
    "Calls of one time are in all folds, which flatters: the figures of the last fifth, foretold "
    "from the calls before it, are those to trust. The market turned within it.",
    plain=PLAIN,
    measure=measure,
    published={"auc_later": Published(0.80, MORO)},
    meanings=MEANINGS
    | {
        "auc_later": "AUC on the last fifth of the calls, learnt from the four before it.",
        "average_precision_later": "Average precision there.",
        "lift_top_decile_later": "Lift there.",
        "brier_later": "Mean squared error there.",
        "calibration_error_later": "Distance between foretold and observed share there.",
    },
)
