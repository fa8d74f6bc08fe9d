"""German credit: a scorecard of a thousand loans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengke.pipelines.evidence.dataset import DataSet, Found, Published
from hengke.pipelines.evidence.scorecards import MEANINGS, PLAIN, figures

if TYPE_CHECKING:
    from hengke.learning.design import Columns
    from hengke.learning.evaluation import Flags
    from hengke.pipelines.evidence.files import Column

FILE = "germancredit.csv.gz"
TARGET, BAD, GOOD = "creditability", "bad", "good"
CORRECTED = "SouthGermanCredit.asc"
CORRECTED_TARGET = "credit_risk"  # 1 is good
MEASURES = ("duration", "amount", "age")  # every other column of the corrected file is a code
REPEATS = 5
PEER = "optbinning 1.0.0 measured on the same file by five folds, one split; no paper"


def measure(folder: Path) -> Found:
    """The file with words; beside, the corrected version of the same loans where it lies there."""
    columns, bad = read_words(folder)
    metrics, plain = figures(columns, bad, repeats=REPEATS)
    if (folder / CORRECTED).is_file():
        corrected, corrected_plain = figures(*read_corrected(folder), repeats=REPEATS)
        keys = ("auc", "auc_repeated", "ks")
        metrics = {**metrics, **{f"corrected_{key}": corrected[key] for key in keys}}
        plain = {**plain, **{f"corrected_{key}": corrected_plain.get(key) for key in keys}}
    return Found(len(bad), metrics, plain)


def read_words(folder: Path) -> tuple[Columns, Flags]:
    """Columns of numbers are ranges, columns of words categories."""
    from hengke.pipelines.evidence.files import outcome, read

    columns = read(folder, FILE, expected=f"columns of a loan, and {TARGET}: {GOOD} or {BAD}")
    return columns, outcome(folder / FILE, columns, TARGET, yes=BAD, no=GOOD)


def read_corrected(folder: Path) -> tuple[Columns, Flags]:
    """Its codes are categories; only `MEASURES` are numbers."""
    from hengke.pipelines.evidence.files import as_texts, outcome, read

    read_in: dict[str, Column] = read(
        folder, CORRECTED, sep=" ", expected=f"codes of a loan, and {CORRECTED_TARGET}: 1 or 0"
    )
    bad = outcome(folder / CORRECTED, read_in, CORRECTED_TARGET, yes=0, no=1)
    return {
        name: values if name in MEASURES else as_texts(values) for name, values in read_in.items()
    }, bad


SET = DataSet(
    name="german_credit",
    folder="german_credit",
    title="A scorecard of a thousand loans",
    about="Statlog German credit: 1,000 loans, 300 of them bad. Weights of evidence, points per "
    "bin, five folds; bins, weights and choice of columns are learnt inside each fold.",
    plain=PLAIN,
    measure=measure,
    published={"auc": Published(0.797, PEER), "ks": Published(0.4905, PEER)},
    meanings=MEANINGS
    | {
        "corrected_auc": "The same on the corrected version of these loans (Grömping 2019).",
        "corrected_auc_repeated": "Mean of five splits there.",
        "corrected_ks": "KS there.",
    },
)
