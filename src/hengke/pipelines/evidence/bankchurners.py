"""Card customers: who has left."""

from __future__ import annotations

from pathlib import Path

from hengke.pipelines.evidence.dataset import DataSet, Found
from hengke.pipelines.evidence.propensities import MEANINGS, PLAIN

FILE = "BankChurners.csv.gz"
TARGET, LEFT, STAYED = "Attrition_Flag", "Attrited Customer", "Existing Customer"
CODES = ("Gender", "Education_Level", "Marital_Status", "Income_Category", "Card_Category")
NUMBERS = (
    "Customer_Age", "Dependent_count", "Months_on_book", "Total_Relationship_Count",
    "Months_Inactive_12_mon", "Contacts_Count_12_mon", "Credit_Limit", "Total_Revolving_Bal",
    "Avg_Open_To_Buy", "Total_Amt_Chng_Q4_Q1", "Total_Trans_Amt", "Total_Trans_Ct",
    "Total_Ct_Chng_Q4_Q1", "Avg_Utilization_Ratio",
)  # fmt: skip
LEAKS = "Naive_Bayes_"  # another's scores of the same outcome, which some copies carry


def measure(folder: Path) -> Found:
    """Only the columns named above are used: neither the key nor another model's scores."""
    from hengke.pipelines.evidence.files import columns, header, outcome
    from hengke.pipelines.evidence.propensities import figures

    read = columns(folder, FILE, numbers=NUMBERS, texts=(TARGET, *CODES))
    left = outcome(folder / FILE, read, TARGET, yes=LEFT, no=STAYED)
    refused = [name for name in header(folder, FILE) if name.startswith(LEAKS)]
    metrics, plain = figures(read, left)
    return Found(len(left), {**metrics, "columns_refused": len(refused)}, plain)


SET = DataSet(
    name="bankchurners",
    folder="bankchurners",
    title="Which card customers leave",
    about="10,127 customers with a credit card, 16 % of whom left. Boosted trees, five folds. "
    "Columns `Naive_Bayes_…`, which some copies of the file carry, are another model's scores of "
    "the same outcome: they are refused, and how many there were is told. The figures are of one "
    "year's behaviour with the year's end in it, so that leaving is partly seen, not foreseen.",
    plain=PLAIN,
    measure=measure,
    meanings=MEANINGS
    | {"columns_refused": "Columns `Naive_Bayes_…` found in the file and not used."},
)
