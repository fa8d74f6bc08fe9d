"""A model of leaving applied to record batches. Loads little: it is sent to where the rows lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengke.learning.churn import ChurnModel
from hengke.learning.churn_features import INPUTS
from hengke.learning.churn_reasons import reasons

SCORES = {"customer_id": "string", "probability": "float64", "reasons": "string"}


@dataclass(frozen=True)
class Scorer:
    """A model as text. Rows of inputs in, SCORES out, one for one; reasons only where asked for."""

    model: str
    explained: bool

    def __call__(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        inputs = floats(rows)
        probability = self._read.score(inputs)
        words: Sequence[str | None] = [None] * len(probability)
        if self.explained:
            words = reasons(self._read, inputs, probability)
        return pa.record_batch(
            [rows.column("customer_id"), pa.array(probability), pa.array(words, pa.string())],
            names=list(SCORES),
        )

    @cached_property
    def _read(self) -> ChurnModel:
        return ChurnModel.from_json(self.model)

    def __getstate__(self) -> dict[str, object]:
        """Without the model that was read: it does not travel, its text does."""
        return {"model": self.model, "explained": self.explained}


def floats(rows: pa.Table | pa.RecordBatch, names: Sequence[str] = INPUTS) -> dict[str, np.ndarray]:
    """The inputs of the model, NaN where unknown."""
    return {
        name: pc.fill_null(rows.column(name).cast(pa.float64()), float("nan")).to_numpy(
            zero_copy_only=False
        )
        for name in names
    }
