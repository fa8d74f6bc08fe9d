"""Xiamen: whether a customer's funds fall, stay or rise in the next quarter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.pipelines.evidence.dataset import DataSet, Figures, Found, Published

if TYPE_CHECKING:
    from hengke.learning.evaluation import Flags, Floats, Numbers

PUBLIC = "baseline published for the contest 数创金融杯 2020, on other quarters of the same bank"
PLAIN_TREES = 150
FROM_TO = (("deposits_second", "deposits"), ("deposits_first", "deposits_second"),
           ("deposits_first", "deposits"), ("items_second", "items"),
           ("items_first", "items_second"))  # fmt: skip


def measure(folder: Path) -> Found:
    """Five folds; features are of one customer alone, all else is learnt inside each fold."""
    import numpy as np

    from hengke.learning.funds_direction import check_directions, fit_direction, parts
    from hengke.pipelines.evidence import xiamen

    customers, labels = xiamen.labels(folder)
    came = check_directions(labels)
    inputs = xiamen.quarter(folder, customers)
    fold = parts(came + 1, count=5, seed=0)
    ours, plain = np.zeros((len(came), 3)), np.zeros((len(came), 3))
    named = np.zeros(len(came), np.int64)
    for number in range(5):
        rest, part = fold != number, fold == number
        model = fit_direction(_rows(inputs, rest), came[rest])
        ours[part] = model.probabilities(_rows(inputs, part))
        named[part] = model.direction(ours[part])
        plain[part] = _plain(inputs, came, rest, part)
    metrics = {
        **_figures(came, ours, named),
        "kappa_most_probable": _figures(came, ours, ours.argmax(axis=1) - 1)["kappa"],
        **{f"customers_{word}": int((came == one).sum()) for one, word in
           ((-1, "fell"), (0, "stayed"), (1, "rose"))},
    }  # fmt: skip
    return Found(len(came), metrics, _figures(came, plain, plain.argmax(axis=1) - 1))


def _figures(came: Numbers, probabilities: Floats, named: Numbers) -> Figures:
    from hengke.learning.evaluation import calibration_error, ranking
    from hengke.learning.kappa import kappa, macro_f1

    fell, probability = came == -1, probabilities[:, 0]
    outflow = ranking(fell, probability, probability=True)
    return {
        "kappa": kappa(came + 1, named + 1),
        "macro_f1": macro_f1(came + 1, named + 1),
        "auc_outflow": outflow.auc,
        "average_precision": outflow.average_precision,
        "brier": outflow.brier,
        "calibration_error": calibration_error(fell, probability),
    }


def _plain(inputs: dict[str, Floats], came: Numbers, rest: Flags, part: Flags) -> Floats:
    """What anybody would do first: the files, the months and their differences."""
    import numpy as np

    from hengke.learning.boosting import boosted

    columns = [*inputs.values(), *(inputs[to] - inputs[before] for before, to in FROM_TO)]
    values = np.column_stack(columns)
    booster, _ = boosted(values[rest], came[rest] + 1, trees=PLAIN_TREES, directions=(), classes=3)
    return np.asarray(booster.predict(values[part], num_threads=2))


def _rows(inputs: dict[str, Floats], chosen: Flags) -> dict[str, Any]:
    return {name: values[chosen] for name, values in inputs.items()}


SET = DataSet(
    name="xiamen_next_quarter",
    folder="xiamen_bank_2020",
    title="Whose funds fall next quarter",
    about="A Chinese bank's customers with assets, deposits of three months and behaviour of one "
    "quarter; their funds fell, stayed or rose in the next. Boosted trees with class weights; the "
    "number of trees and the weights are chosen on inner folds of the rows that a model is fitted "
    "on. Customer numbers are no column: they may tell who was first, and are none of a model's "
    "business. There is one quarter with an answer, so that no split by time is possible.",
    plain="boosted trees on the files, months and differences, the most probable class",
    measure=measure,
    published={"kappa": Published(0.34, PUBLIC)},
    meanings={
        "average_precision": "Of the class whose funds fell; a coin has its share.",
        "brier": "Mean squared error of the probability that funds fall.",
        "calibration_error": "Of the same: mean distance between foretold and observed share, over "
        "tenths of the customers.",
        "kappa_most_probable": "Kappa without the weights: the most probable class.",
        "customers_fell": "Customers whose funds fell.",
        "customers_stayed": "Whose funds stayed.",
        "customers_rose": "Whose funds rose.",
    },
)
