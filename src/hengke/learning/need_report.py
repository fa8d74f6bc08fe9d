"""One need learnt and judged: which model, how good on the last look, beside plain ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hengke.learning import evaluation
from hengke.learning.evaluation import Floats, in_bands
from hengke.learning.need_drift import bands
from hengke.learning.need_features import View, matrix
from hengke.learning.need_outlook import (
    PLAIN,
    Blocks,
    Candidate,
    NeedModel,
    Sample,
    apart,
    better_steps,
    calibrated,
    candidates,
    chosen,
)
from hengke.learning.need_plain import WAYS, Plain, fit_plain
from hengke.learning.propensity_report import lift
from hengke.learning.separation import kolmogorov_smirnov
from hengke.policies.needs.outlook_scheme import OutlookPolicy

TOO_SHORT, TOO_FEW = "too_short", "too_few"
CHANCE = 0.5


@dataclass(frozen=True)
class Learnt:
    """What came of one need: a model or a plain way, or the reason why there is neither."""

    told: Mapping[str, Any]
    model: NeedModel | None
    reason: str | None


def learn(sample: Sample, view: View, policy: OutlookPolicy) -> Learnt:
    """`sample`: rows whose outcome is known. Its looks are numbered in steps of the policy."""
    steps, fewest = policy.horizon_days // policy.step_days, policy.fewest
    told: dict[str, Any] = {
        "rows": len(sample.shown), "cases": sample.cases, "needed": fewest,
    }  # fmt: skip
    if not len(sample.shown):
        return Learnt(told, None, TOO_SHORT)
    blocks = apart(sample, steps=steps)
    if blocks is None:
        return Learnt(told, None, TOO_SHORT)
    if short := _short(blocks, fewest):
        return Learnt({**told, **short}, None, TOO_FEW)
    latest = sample.rows(sample.look > sample.look.max() - steps)
    told["usual"] = round(float(latest.shown.mean()), 6)
    told["looks"] = int(sample.look.max() - sample.look.min()) + 1
    return _judged(sample, blocks, view, policy, told)


def _short(blocks: Blocks, fewest: int) -> dict[str, int] | None:
    """Cases of the first look that has too few, of who showed the need or of who did not."""
    needed = ((blocks.learn, fewest), (blocks.choose, fewest // 2), (blocks.judge, fewest // 2))
    for block, least in needed:
        if not block.enough(least):
            return {"cases": min(block.cases, len(block.shown) - block.cases), "needed": least}
    return None


def _judged(
    sample: Sample, blocks: Blocks, view: View, policy: OutlookPolicy, told: dict[str, Any]
) -> Learnt:
    test = blocks.judge
    ways = {way: fit_plain(way, blocks.known.figures, view, blocks.known.shown) for way in WAYS}
    scores = {way: one.score(test.figures, view) for way, one in ways.items()}
    plain_auc = {way: _auc(test, score) for way, score in scores.items()}
    best = max(WAYS, key=lambda way: plain_auc[way])
    told |= {f"{way}_auc": auc for way, auc in plain_auc.items()}
    told |= {
        "plain": best,
        "plain_auc": max(CHANCE, plain_auc[best]),
        "plain_brier": _ranks(test, scores[best]).brier,
        "tested_rows": len(test.shown),
        "tested_cases": test.cases,
    }
    fallback = _plain_of(fit_plain(best, sample.figures, view, sample.shown), told["usual"])
    found = candidates(blocks, view)
    if not found:
        return Learnt({**told, **_figures(test, scores[best])}, fallback, None)
    one = chosen(found)
    steps = calibrated(one.fit(blocks.learn, view), blocks.choose, view)
    model = one.fit(blocks.known, view, steps=steps)
    score = model.score(test.figures, view)
    told |= _figures(test, score) | _beside(found, blocks, view)
    told |= {"chosen": one.way, "features": list(one.features), "trees": one.trees}
    if not _better(told, policy):
        return Learnt(told, fallback, None)
    final = replace(
        one.fit(sample, view, steps=_last_steps(one, blocks, view)), usual=told["usual"]
    )
    told["bands"] = bands(sample.figures, view, final.features)
    told["placed"] = in_bands(final.score(test.figures, view), told["calibration"])
    return Learnt(told, final, None)


def _better(told: Mapping[str, Any], policy: OutlookPolicy) -> bool:
    """Than the best plain way: in its order by more than luck, and in its probabilities."""
    gain = max(float(policy.least_gain), float(policy.least_errors) * (told["auc_error"] or 0.0))
    ranks = (told["auc"] or 0.0) >= told["plain_auc"] + gain
    return bool(ranks and told["brier"] < told["plain_brier"])


def _error(auc: float | None, test: Sample) -> float | None:
    """The standard error of an AUC (Hanley and McNeil 1982)."""
    if auc is None:
        return None
    cases, others = test.cases, len(test.shown) - test.cases
    square = auc * auc
    among = (cases - 1) * (auc / (2 - auc) - square)
    among += (others - 1) * (2 * square / (1 + auc) - square)
    return round(float(np.sqrt((auc * (1 - auc) + among) / (cases * others))), 4)


def _beside(found: Mapping[str, Candidate], blocks: Blocks, view: View) -> dict[str, Any]:
    """AUC on the last look of what was not chosen; of the trees without the market only where the
    market told anything."""
    named = {"regression": "regression_auc", "without_market": "without_market_auc",
             "trees": "trees_auc"}  # fmt: skip
    return {
        named[name]: _auc(
            blocks.judge, one.fit(blocks.known, view).score(blocks.judge.figures, view)
        )
        for name, one in found.items()
    }


def _last_steps(one: Candidate, blocks: Blocks, view: View) -> Any:
    """The calibration of the model of all looks: from both looks that models were tried on."""
    tried = [(blocks.learn, blocks.choose), (blocks.known, blocks.judge)]
    raw = [
        one.fit(before, view).raw(matrix(after.figures, view, one.features))
        for before, after in tried
    ]
    shown = np.concatenate([after.shown for _, after in tried])
    customers = [name for _, after in tried for name in after.customers]
    return better_steps(np.concatenate(raw), shown, customers)


def _plain_of(plain: Plain, usual: float) -> NeedModel:
    return NeedModel(PLAIN, (), usual, plain=plain)


def _figures(test: Sample, score: Floats) -> dict[str, Any]:
    ranks, ks = _ranks(test, score), kolmogorov_smirnov(test.shown, score)
    best = lift(test.shown, score)
    return {
        "auc": ranks.auc,
        "auc_error": _error(ranks.auc, test),
        "average_precision": ranks.average_precision,
        "brier": ranks.brier,
        "ks": None if ks is None else round(ks, 4),
        "lift": None if best is None else round(best, 3),
        "calibration": evaluation.banded(test.shown, score),
        "calibration_error": evaluation.calibration_error(test.shown, score),
    }


def _ranks(test: Sample, score: Floats) -> evaluation.Ranking:
    return evaluation.ranking(test.shown, score, probability=True)


def _auc(test: Sample, score: Floats) -> float:
    return evaluation.ranking(test.shown, score).auc or CHANCE
