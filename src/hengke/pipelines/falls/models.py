"""Fitted models as files of the lake, named after everything they follow from.

A model follows from assessments that were made and from days that are past: it is fitted when a
period closes, or when what was known of the past changes, and scores every day until then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from hengke.engine.features.fall_inputs import Moment
from hengke.learning.fall import Sample, fit_fall, recipe
from hengke.learning.fall_report import report
from hengke.pipelines.falls.sampling import MOST_ROWS
from hengke.pipelines.home import write_atomically
from hengke.pipelines.lake_files import original
from hengke.policies.tiering import TierPolicy

LAYOUT = 2
"""Counted up when what a sample holds or a model is changes: old models are not taken for new."""
LIBRARIES = ("lightgbm", "scikit-learn")


@dataclass(frozen=True)
class Fitted:
    """A model (FallModel as JSON text; None: there is none) and what a report tells of it."""

    model: str | None
    told: Mapping[str, Any]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Fitted:
        return cls(**json.loads(text))


def fitted(sample: Sample) -> Fitted:
    """Why there is no model is kept as well: it need not be tried again every day."""
    found = fit_fall(sample)
    if isinstance(found, str):
        falls, rows = int(sample.outcome().sum()), len(sample.customers)
        return Fitted(None, {"reason": found, "falls": falls, "rows": rows})
    return Fitted(found[0].to_json(), report(sample, *found))


def path_of(policy: TierPolicy, moments: Sequence[Moment], assessments: Mapping[date, str]) -> str:
    """Where in the lake the model lies. `assessments`: the result file of each date."""
    dates = {on for one in moments for on in (one.assessed_on, one.assessment_on)}
    follows = [
        LAYOUT, recipe(), [metadata.version(one) for one in LIBRARIES], MOST_ROWS, policy.version,
        [astuple(one) for one in moments], [original(assessments[on]) for on in sorted(dates)],
    ]  # fmt: skip
    text = json.dumps(follows, default=str, sort_keys=True)
    return f"models/{policy.name}/{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"


def stored(path: Path) -> Fitted | None:
    return Fitted.from_json(path.read_text(encoding="utf-8")) if path.exists() else None


def store(path: Path, found: Fitted) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, found.to_json())
