"""What a propensity is worth on rows with an outcome, beside regression and popularity."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengke.learning.design import Columns
    from hengke.learning.evaluation import Flags, Floats
    from hengke.pipelines.evidence.dataset import Figures

PLAIN = "logistic regression, numbers standardised and categories as dummies, in the same folds"
MEANINGS = {
    "auc_popularity": "AUC of popularity alone: the share of takers among customers of one kind.",
    "lift_top_decile_popularity": "Its lift.",
    "share_of_takers_in_fifth": "Share of those with the outcome among the best fifth.",
    "suspects": "Columns that alone tell the outcome; mostly they were written afterwards.",
}


FIFTH = 0.2


def figures(columns: Columns, hit: Flags, *, kind: str | None = None) -> tuple[Figures, Figures]:
    """Ours and the regression's, five folds; trees and correction are chosen inside each fold.
    `kind` names the column by whose values popularity is told."""
    from hengke.learning import propensity_report as way
    from hengke.learning.out_of_fold import stratified
    from hengke.learning.propensity import suspects

    fold = stratified(hit)
    ours, plain = (
        _of(hit, way.in_folds(one, columns, hit, fold))
        for one in (way.by_propensity, way.by_regression)
    )
    more: dict[str, float | int | None] = {"suspects": len(suspects(columns, hit))}
    if kind is not None:
        popular = way.figures(hit, way.in_folds(way.by_popularity(kind), columns, hit, fold))
        more |= {f"{key}_popularity": popular[key] for key in ("auc", "lift_top_decile")}
    return {**ours, **more}, plain


def over_time(columns: Columns, hit: Flags, when: Floats) -> tuple[Figures, Figures]:
    """Ours and the regression's on the last fifth by time, learnt from the four before it."""
    from hengke.learning import propensity_report as way

    ours, plain = (
        _later(hit, *way.out_of_time(one, columns, hit, when))
        for one in (way.by_propensity, way.by_regression)
    )
    return ours, plain


def _later(hit: Flags, last: Flags, score: Floats) -> Figures:
    from hengke.learning import propensity_report as way

    told = way.figures(hit[last], score)
    kept = ("auc", "average_precision", "lift_top_decile", "brier", "calibration_error")
    return {f"{key}_later": told[key] for key in kept}


def _of(hit: Flags, score: Floats) -> Figures:
    from hengke.learning import propensity_report as way

    best = way.lift(hit, score, share=FIFTH)
    return {
        **way.figures(hit, score),
        "share_of_takers_in_fifth": None if best is None else best * FIFTH,
    }
