"""Models of needs applied to record batches. Loads little: it is sent to where the rows lie."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengke.learning.need_features import View
from hengke.learning.need_outlook import NeedModel
from hengke.learning.need_reasons import reasons

SCORES = {
    "customer_id": "string", "need_class": "string", "probability": "float64",
    "reasons": "string",
}  # fmt: skip


@dataclass(frozen=True)
class Scorer:
    """Models by need as text, with the view of each. Rows of figures in; SCORES out, one row per
    customer and need. Reasons are told of who is above the usual share and at least at `told_from`
    of the need: they take the time."""

    models: str
    views: Mapping[str, View]
    figures: tuple[str, ...]
    told_from: Mapping[str, float]

    def __call__(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        figures = floats(rows, self.figures)
        parts = [self._of_need(rows, need, figures) for need in self._read]
        names = list(SCORES)
        if not parts:
            empty = [pa.array([], pa.string()), pa.array([], pa.string()),
                     pa.array([], pa.float64()), pa.array([], pa.string())]  # fmt: skip
            return pa.record_batch(empty, names=names)
        columns = [pa.concat_arrays([part[at] for part in parts]) for at in range(len(names))]
        return pa.record_batch(columns, names=names)

    def _of_need(
        self, rows: pa.RecordBatch, need: str, figures: Mapping[str, np.ndarray]
    ) -> list[pa.Array]:
        model, view = self._read[need], self.views[need]
        chance = model.score(figures, view)
        told = (chance > model.usual) & (chance >= self.told_from.get(need, 0.0))
        words = reasons(model, view, figures, told)
        who = rows.column("customer_id").cast(pa.string())
        return [
            who,
            pa.array([need] * len(who), pa.string()),
            pa.array(chance, pa.float64()),
            pa.array(words, pa.string()),
        ]

    @cached_property
    def _read(self) -> dict[str, NeedModel]:
        return {need: NeedModel.of(one) for need, one in json.loads(self.models).items()}

    def __getstate__(self) -> dict[str, object]:
        """Without the models that were read: they do not travel, their text does."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def floats(rows: pa.Table | pa.RecordBatch, names: Sequence[str]) -> dict[str, np.ndarray]:
    """The figures, NaN where unknown."""
    return {
        name: pc.fill_null(rows.column(name).cast(pa.float64()), float("nan")).to_numpy(
            zero_copy_only=False
        )
        for name in names
    }
