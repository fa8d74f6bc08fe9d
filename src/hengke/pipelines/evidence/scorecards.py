"""What a scorecard is worth on rows with good and bad, out of fold, beside plain regression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from hengke.learning.design import Columns
    from hengke.learning.evaluation import Flags, Floats, Numbers
    from hengke.learning.scorecard import Scorecard
    from hengke.pipelines.evidence.dataset import Figures

PDO, SCORE, ODDS = 20.0, 600.0, 50.0
"""Twenty points double the odds, 600 stand for 50 to 1: a common scale; it changes no figure."""

MEANINGS = {
    "auc_repeated": "Mean of five splits into folds, the first included.",
    "auc_lowest": "The worst of these splits: what chance does to one of them.",
    "auc_highest": "The best of them.",
    "psi": "Stability index of the score, held-out rows against the rows of the fit; below 0.1 is "
    "called stable.",
    "columns_used": "Columns with a weight; the others repeat these.",
    "highest_iv": "Information value of the strongest column; above 0.5 one looks for a leak.",
}
PLAIN = "logistic regression on the columns as they are, categories as dummies, in the same folds"


def figures(columns: Columns, bad: Flags, *, repeats: int = 1) -> tuple[Figures, Figures]:
    """Our figures and the plain way's. Bins, weights and all are learnt inside each fold.

    `repeats` splits into folds besides the first tell how much one split says.
    """
    from hengke.learning.out_of_fold import held_out, stratified

    fold = stratified(bad)
    ours = held_out_by_card(columns, bad, fold)
    whole = _fitted(columns, bad)
    metrics: dict[str, float | int | None] = dict(_of_score(bad, ours))
    if repeats > 1:
        again = [held_out_by_card(columns, bad, stratified(bad, seed=seed))
                 for seed in range(1, repeats)]  # fmt: skip
        aucs = [_auc(bad, each) for each in (ours, *again)]
        metrics |= {"auc_repeated": float(np.mean(aucs)), "auc_lowest": min(aucs),
                    "auc_highest": max(aucs)}  # fmt: skip
    metrics |= _of_card(whole, columns, ours)
    plain = held_out(lambda rest, part: _plain(columns, bad, rest, part), fold)
    return metrics, _of_score(bad, plain)


def held_out_by_card(columns: Columns, bad: Flags, fold: Numbers) -> Floats:
    """The probability of bad of every row, from a card that has not seen it."""
    from hengke.learning.out_of_fold import held_out

    def scored(rest: Flags, part: Flags) -> Floats:
        card = _fitted(_rows(columns, rest), bad[rest])
        return card.bad(_rows(columns, part))

    return held_out(scored, fold)


def _fitted(columns: Columns, bad: Flags) -> Scorecard:
    from hengke.learning.scorecard import fit_scorecard
    from hengke.learning.scorecard_scale import Scale

    return fit_scorecard(columns, bad, scale=Scale(PDO, SCORE, ODDS))


def _rows(columns: Columns, chosen: Flags) -> dict[str, Any]:
    return {name: values[chosen] for name, values in columns.items()}


def _of_score(bad: Flags, probability: Floats) -> Figures:
    from hengke.learning.evaluation import calibration_error
    from hengke.learning.separation import gini, kolmogorov_smirnov

    auc = _auc(bad, probability)
    return {
        "auc": auc,
        "ks": kolmogorov_smirnov(bad, probability),
        "gini": gini(auc),
        "brier": float(np.mean((probability - bad) ** 2)),
        "calibration_error": calibration_error(bad, probability),
    }


def _auc(bad: Flags, probability: Floats) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(bad, probability))


def _of_card(card: Scorecard, columns: Columns, held_out_bad: Floats) -> Figures:
    from hengke.learning.separation import stability

    held_out_score = card.scale.points(np.log(1 / held_out_bad - 1))
    return {
        "psi": stability(card.score(columns), held_out_score),
        "columns_used": int(sum(weight > 0 for weight in card.weights)),
        "highest_iv": max(one.information_value for one in card.binnings),
    }


def _plain(columns: Columns, bad: Flags, rest: Flags, part: Flags) -> Floats:
    """What anybody would do first."""
    from sklearn.linear_model import LogisticRegression

    from hengke.learning.design import learn_design

    design = learn_design(_rows(columns, rest))
    model = LogisticRegression(max_iter=2_000)
    model.fit(design.matrix(_rows(columns, rest)), bad[rest])
    return np.asarray(model.predict_proba(design.matrix(_rows(columns, part)))[:, 1])
