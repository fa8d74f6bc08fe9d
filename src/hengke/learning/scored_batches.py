"""Boosted trees applied to record batches. Loads little: it is sent to where the rows lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from hengke.learning.boosted_trees import FeatureTrees
from hengke.learning.evaluation import Floats
from hengke.learning.reason_words import Speech


@dataclass(frozen=True)
class BatchScorer:
    """A model as text. Rows of inputs in, `columns` out (the customer, the probability, the reasons
    as text), one for one; reasons only where asked for."""

    columns: ClassVar[Mapping[str, str]]
    inputs: ClassVar[Sequence[str]]
    kind: ClassVar[type[FeatureTrees]]
    speech: ClassVar[Speech]

    model: str
    explained: bool

    def __call__(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        inputs = floats(rows, self.inputs)
        probability = self._read.score(inputs)
        words: Sequence[str | None] = [None] * len(probability)
        if self.explained:
            words = self.speech.reasons(self._read, inputs, probability)
        return pa.record_batch(
            [rows.column("customer_id"), pa.array(probability), pa.array(words, pa.string())],
            names=list(self.columns),
        )

    @cached_property
    def _read(self) -> FeatureTrees:
        return self.kind.from_json(self.model)

    def __getstate__(self) -> dict[str, object]:
        """Without the model that was read: it does not travel, its text does."""
        return {"model": self.model, "explained": self.explained}


def floats(rows: pa.Table | pa.RecordBatch, names: Sequence[str]) -> dict[str, Floats]:
    """The named columns, NaN where unknown."""
    return {
        name: pc.fill_null(rows.column(name).cast(pa.float64()), float("nan")).to_numpy(
            zero_copy_only=False
        )
        for name in names
    }
