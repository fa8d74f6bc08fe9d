"""What an assessment says beside the level: preference, knowledge of risks, where it was made."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hengke.pipelines.synthetic.plan import Plan
from hengke.pipelines.synthetic.writing import words

PREFERENCES = ("conservative", "steady", "aggressive")
KNOWLEDGE = ("low", "medium", "high")
CHANNELS = ("counter", "mobile", "online")
CHANNEL_EDGES = (0.35, 0.85)
OTHER = 0.12  # prefer more or less risk than they can bear
SPREAD = 0.9
SOURCE = "suitability questionnaire"


def with_profiles(plan: Plan, columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """The columns of `risk_assessments` with those beside the level; preference and knowledge
    mostly rise with it."""
    chance = plan.random("risk profiles")
    level = np.array([int(one[1]) for one in columns["risk_level"].to_pylist()], dtype=np.int64)
    count = len(level)
    preferred = np.searchsorted((2.5, 3.5), level.astype(np.float64))
    odd = chance.random(count) < OTHER
    preferred = np.where(odd, chance.integers(0, len(PREFERENCES), count), preferred)
    known = level + SPREAD * chance.standard_normal(count)
    return {
        **columns,
        "preference": words(PREFERENCES, preferred),
        "knowledge": words(KNOWLEDGE, np.searchsorted((2.2, 3.8), known)),
        "channel": words(CHANNELS, np.searchsorted(CHANNEL_EDGES, chance.random(count))),
        "source": pa.array([SOURCE] * count, pa.string()),
    }
