"""Credit cards in Taiwan, 2005: who does not pay next month."""

from __future__ import annotations

from pathlib import Path

from hengke.pipelines.evidence.dataset import DataSet, Found, Published
from hengke.pipelines.evidence.scorecards import MEANINGS, PLAIN, figures

FILE = "creditcard_default_mostlyai.csv.gz"
TARGET = "has_default"
CODES = ("sex", "education", "marriage")
NUMBERS = (
    "limit_bal", "age", "pay_0", *(f"pay_{month}" for month in range(2, 7)),
    *(f"bill_amt{month}" for month in range(1, 7)), *(f"pay_amt{month}" for month in range(1, 7)),
)  # fmt: skip
REPEATS = 5
PEER = "optbinning 1.0.0 measured on the same file by five folds, one split; no paper"


def measure(folder: Path) -> Found:
    from hengke.pipelines.evidence.files import columns, outcome

    read = columns(folder, FILE, numbers=(*NUMBERS, TARGET), texts=CODES)
    bad = outcome(folder / FILE, read, TARGET, yes=1, no=0)
    metrics, plain = figures(read, bad, repeats=REPEATS)
    return Found(len(bad), metrics, plain)


SET = DataSet(
    name="credit_default_taiwan",
    folder="credit_default_taiwan",
    title="A scorecard of thirty thousand cards",
    about="30,000 credit cards, 22 % of which defaulted in the next month (Yeh & Lien 2009). The "
    "same method and the same settings as for the thousand loans.",
    plain=PLAIN,
    measure=measure,
    published={"auc": Published(0.7685, PEER), "ks": Published(0.4097, PEER)},
    meanings=MEANINGS,
)
