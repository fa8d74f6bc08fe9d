"""How far two codings of the same rows agree beyond chance, and the mean F1 of the classes."""

from __future__ import annotations

import numpy as np

from hengke.learning.evaluation import Floats, Numbers


def kappa(came: Numbers, foretold: Numbers) -> float:
    """Cohen's kappa (1960): 0 where agreement is what chance gives, 1 where it is complete."""
    table = crossed(came, foretold)
    rows = table.sum()
    chance = float(table.sum(axis=0) @ table.sum(axis=1)) / rows**2
    return (float(np.trace(table)) / rows - chance) / (1 - chance) if chance < 1 else 0.0


def macro_f1(came: Numbers, foretold: Numbers) -> float:
    """Mean over the classes of 2 x hits / (came + foretold)."""
    table = crossed(came, foretold)
    both = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean(2 * np.diag(table)[both > 0] / both[both > 0]))


def crossed(came: Numbers, foretold: Numbers) -> Floats:
    """Rows by what came and what was foretold; classes are counted from 0."""
    classes = int(max(came.max(), foretold.max())) + 1
    counts = np.bincount(came * classes + foretold, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.float64)
