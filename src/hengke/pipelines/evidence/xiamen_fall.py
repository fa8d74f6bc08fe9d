"""Xiamen: whose tier at the end of the next month will be lower, from month-end deposits."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.pipelines.evidence.dataset import DataSet, Figures, Found

if TYPE_CHECKING:
    from hengke.learning.evaluation import Floats
    from hengke.learning.fall import Sample
    from hengke.pipelines.evidence.files import Column

POLICY, ON = "xiamen_deposits", date(2019, 9, 30)
Month = dict[str, "Floats"]


def measure(folder: Path) -> Found:
    """Models see July and August; September is what they are held against."""
    from hengke.kernel.errors import Refused
    from hengke.learning.fall import FEWEST_FALLS, fit_fall
    from hengke.learning.fall_report import report
    from hengke.pipelines.evidence import xiamen

    sample = read_sample(folder)
    found = fit_fall(sample)
    if isinstance(found, str):
        raise Refused(
            "In {files} too few customers fell to a lower tier, or stayed: {fewest} of each are "
            "needed.",
            next_step="Deliver three months of a bank with more customers above the lowest tier.",
            files=", ".join(xiamen.MONTHS),
            fewest=FEWEST_FALLS,
        )
    told = report(sample, *found)
    later = told["out_of_time"] or {}
    metrics: Figures = {
        **_kept(told["five_fold"], "{}"),
        "calibration_error": told["calibration_error"],
        **_kept(later, "{}_later"),
        "calibration_error_later": later.get("calibration_error"),
        "customers": told["five_fold"]["rows"],
        "falls": told["five_fold"]["falls"],
    }
    return Found(len(sample.customers), metrics, {
        **_baseline(told["five_fold"], "{}"), **_baseline(later, "{}_later"),
    })  # fmt: skip


def _kept(told: dict[str, Any], form: str) -> dict[str, float | None]:
    return {form.format(key): told.get(key) for key in ("auc", "average_precision", "brier")}


def _baseline(told: dict[str, Any], form: str) -> dict[str, float | None]:
    return {form.format(key): told.get(f"baseline_{key}") for key in ("auc", "average_precision")}


def read_sample(folder: Path) -> Sample:
    """Customers above the lowest tier at the end of the first and of the second month, and whether
    their tier was lower a month later. Who is missing from a month's file holds nothing in it."""
    import numpy as np

    from hengke.learning.fall import Sample
    from hengke.pipelines.evidence import xiamen

    tables = [xiamen.month(folder, name) for name in xiamen.MONTHS]
    customers = np.unique(np.concatenate([table[xiamen.KEY] for table in tables]))
    months = [_of(customers, table) for table in tables]
    known = np.zeros(len(customers), bool)
    parts, before = [], None
    for period, (month, after) in enumerate(pairwise(months)):
        parts.append(_period(customers, month, before, after, period))
        known |= month["there"] > 0
        before = {name: np.where(known, values, np.nan) for name, values in month.items()}
    return Sample(
        [one for part in parts for one in part.customers],
        np.concatenate([part.period for part in parts]),
        {name: np.concatenate([part.inputs[name] for part in parts]) for name in parts[0].inputs},
        np.concatenate([part.outcome() for part in parts]),
    )


def _of(customers: Column, table: dict[str, Column]) -> Month:
    """Deposits in minor units and number of products of every customer; nothing where missing."""
    import numpy as np

    from hengke.pipelines.evidence import xiamen

    place = np.searchsorted(customers, table[xiamen.KEY])
    found = {name: np.zeros(len(customers)) for name in ("minor", "items", "there")}
    found["minor"][place] = np.rint(np.nan_to_num(table["C1"]) * 100)
    found["items"][place] = table["C2"]
    found["there"][place] = 1.0
    return found


def _period(
    customers: Column, month: Month, before: Month | None, after: Month, period: int
) -> Sample:
    import numpy as np

    from hengke.learning.fall import Sample
    from hengke.learning.fall_features import INPUTS

    floors = _floors()
    rank, later = (
        np.searchsorted(floors, one["minor"], side="right") - 1 for one in (month, after)
    )
    above = rank > 0
    unknown = np.full(len(customers), np.nan)
    inputs = dict.fromkeys(INPUTS, unknown) | {
        "effective_rank": rank.astype(np.float64),
        "keep_floor_minor": floors[rank],
        "next_floor_minor": np.append(floors, np.nan)[rank + 1],
        "value_minor": month["minor"],
        "assets_minor": month["minor"],
        "items": month["items"],
        "assets_before_minor": unknown if before is None else before["minor"],
        "items_before": unknown if before is None else before["items"],
        "fails_used": np.zeros(len(customers)),
        "assessed_below": np.zeros(len(customers)),
    }
    return Sample(
        customers[above].tolist(),
        np.full(int(above.sum()), period, np.int64),
        {name: values[above] for name, values in inputs.items()},
        later[above] < rank[above],
    )


def _floors() -> Floats:
    import numpy as np

    from hengke.policies.tiering import shelf

    return np.array([tier.floor_minor for tier in shelf.load(POLICY, on=ON).tiers], np.float64)


SET = DataSet(
    name="xiamen_fall",
    folder="xiamen_bank_2020",
    title="Whose tier falls next month",
    about="Month-end deposits of about 200,000 customers of a Chinese bank, July to September "
    "2019; tiers by the floors of the policy xiamen_deposits. Customers above the lowest tier in "
    "August, and whether September's tier was lower: by models of other customers (five folds), "
    "and by a model that knows nothing of September (`_later`). Model and features are those "
    "of the nightly run, which also tells each customer's reasons in words.",
    plain="the distance of the deposits to the floor alone, as a banker would rank without a model",
    measure=measure,
    meanings={
        "auc_later": "AUC out of time: learnt from July to August, tried on August to September.",
        "average_precision_later": "Average precision out of time.",
        "brier_later": "Mean squared error of the probability out of time.",
        "calibration_error_later": "Distance between foretold and observed share out of time.",
        "customers": "Customers above the lowest tier in August.",
        "falls": "Of these, in a lower tier in September.",
    },
)
