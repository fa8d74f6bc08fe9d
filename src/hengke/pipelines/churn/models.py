"""Fitted models of leaving as files of the lake, named after everything they follow from.

That there is no model, and why, is kept alike: it is not tried again every night.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from hengke.kernel.sentences import sentence
from hengke.learning import churn_report
from hengke.learning.churn import FEWEST, ChurnModel, Sample, apart, fit_churn, recipe
from hengke.learning.churn_drift import bands
from hengke.learning.evaluation import Flags, in_bands
from hengke.pipelines.churn.months import Months
from hengke.pipelines.falls.models import LIBRARIES
from hengke.pipelines.home import write_atomically
from hengke.policies.churn import ChurnPolicy

LAYOUT = 2
"""Counted up when what a sample holds changes, so that old models are not taken for new."""
FOLDER = "models/churn"
YES, NO, UNKNOWN = "yes", "no", "unknown"
ONE_OUTCOME, TOO_FEW, TOO_FEW_MONTHS = "one_outcome", "too_few_leavers", "too_few_months"
TOO_FEW_TO_TEST = "too_few_to_test"
REASONS = (ONE_OUTCOME, TOO_FEW, TOO_FEW_MONTHS, TOO_FEW_TO_TEST)
"""Why there is no model: nobody left or nobody stayed; too few of either; no month to test on whose
outcome came after all that is learnt from; too few of either in it, or before it."""


@dataclass(frozen=True)
class Fitted:
    """`model` (ChurnModel as text; None: there is none); `tested`, the one of earlier months that
    the figures speak of; `told`, what a register shows of it."""

    path: str
    model: str | None
    tested: str | None
    told: Mapping[str, Any]

    @property
    def version(self) -> str:
        return PurePosixPath(self.path).stem

    @property
    def known_until(self) -> date:
        """The end of the last month that its labels speak of."""
        return date.fromisoformat(self.told["learnt_until"])

    def as_of_then(self, last_month: int, horizon: int) -> ChurnModel | None:
        """The model, or the one that was tested, whichever learnt nothing of what came after the
        month (counted through the years) that lies `horizon` months before the last."""
        whole = self.told["last_month"] + horizon <= last_month
        text = self.model if whole else self.tested
        return None if text is None else ChurnModel.from_json(text)


def fitted(sample: Sample, policy: ChurnPolicy, months: Months, *, path: str) -> Fitted:
    """The model of all months with the figures of the one before, or why there is none."""
    told: dict[str, Any] = {
        "policy_version": policy.version,
        "learnt_from": months.ends[0].isoformat(),
        "learnt_until": months.known_until.isoformat(),
        "last_month": months.ends[-1].year * 12 + months.ends[-1].month,
        "months": len(months.ends),
        "rows": len(sample.left),
        "events": int(sample.left.sum()),
        "rates": rates(sample),
    }
    parts = apart(sample, horizon=policy.horizon_months)
    reason = _reason(sample, parts)
    if reason or parts is None:
        return Fitted(path, None, None, told | {"reason": reason})
    train, test = parts
    tested = fit_churn(train)
    model = fit_churn(sample)
    judged = churn_report.figures(train, test, tested)
    told |= {
        "method": sentence("gradient-boosted trees (LightGBM), deterministic"),
        "features": list(model.features),
        "trees": model.trees,
        "recalibrated": bool(model.steps),
        "tested_on": months.ends[-1].isoformat(),
        "test": judged,
        "placed": in_bands(model.score(test.inputs), judged["calibration"]),
        "bands": bands(sample.inputs, model.features),
    }
    return Fitted(path, model.to_json(), tested.to_json(), told)


def _reason(sample: Sample, parts: tuple[Sample, Sample] | None) -> str | None:
    left = int(sample.left.sum())
    if left in (0, len(sample.left)):
        return ONE_OUTCOME
    if not sample.enough():
        return TOO_FEW
    if parts is None:
        return TOO_FEW_MONTHS
    train, test = parts
    return None if train.enough() and test.enough(FEWEST // 2) else TOO_FEW_TO_TEST


def rates(sample: Sample) -> dict[str, dict[str, float | int | None]] | None:
    """What part left, by what the plain rule says; None where only one outcome occurred. A group of
    fewer than FEWEST rows takes the part of all."""
    if not 0 < int(sample.left.sum()) < len(sample.left):
        return None
    whole = float(sample.left.mean())
    groups: dict[str, Flags] = {
        YES: sample.rule == 1, NO: sample.rule == 0, UNKNOWN: np.isnan(sample.rule)
    }  # fmt: skip
    found: dict[str, dict[str, float | int | None]] = {}
    for name, rows in groups.items():
        enough = int(rows.sum()) >= FEWEST
        share = float(sample.left[rows].mean()) if enough else whole
        found[name] = {"rows": int(rows.sum()), "share": round(share, 6)}
    return found


def path_of(policy: ChurnPolicy, months: Months, *, rules: str, known_at: str, most: int) -> str:
    """`rules`: the version of the plain rule; `known_at`: the last delivery; `most`: rows drawn."""
    follows = [
        LAYOUT, recipe(), [metadata.version(one) for one in LIBRARIES], most, policy.version, rules,
        [end.isoformat() for end in months.ends], months.known_until.isoformat(), known_at,
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(follows, sort_keys=True).encode()).hexdigest()[:12]
    return f"{FOLDER}/{digest}.json"


def stored(lake: Path, path: str | None) -> Fitted | None:
    """None where no model has this name, or its file is gone."""
    if path is None or not (lake / path).is_file():
        return None
    return Fitted(**json.loads((lake / path).read_text(encoding="utf-8")))


def store(lake: Path, found: Fitted) -> None:
    target = lake / found.path
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(found), ensure_ascii=False, sort_keys=True)
    write_atomically(target, text)
