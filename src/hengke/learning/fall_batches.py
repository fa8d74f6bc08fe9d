"""A fall model applied to record batches. Loads little: it is sent to where the rows lie."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from hengke.learning import scored_batches
from hengke.learning.evaluation import Floats
from hengke.learning.fall import FallModel
from hengke.learning.fall_features import INPUTS
from hengke.learning.fall_reasons import SPEECH
from hengke.learning.scored_batches import BatchScorer

SCORES = {"customer_id": "string", "fall_probability": "float64", "reasons": "string"}


class Scorer(BatchScorer):
    """Rows of inputs in, SCORES out."""

    columns, inputs, kind, speech = SCORES, INPUTS, FallModel, SPEECH


def floats(rows: pa.Table | pa.RecordBatch, names: Sequence[str] = INPUTS) -> dict[str, Floats]:
    """The inputs of the model, NaN where unknown."""
    return scored_batches.floats(rows, names)
