"""Which data sets there are: the names that scripts rely on, as far as a module has them."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence.dataset import DataSet

NAMES = (
    "xiamen_fall",
    "xiamen_next_quarter",
    "bankchurners",
    "german_credit",
    "credit_default_taiwan",
    "cdnow",
    "basket_groceries",
    "caravan",
    "bank_marketing",
    "hillstrom",
)
"""In the order of the page. A name without a module is neither listed nor run."""


def available() -> tuple[str, ...]:
    """The names whose module is there; imports none of them."""
    return tuple(name for name in NAMES if find_spec(_module(name)) is not None)


def checked(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names asked for, all when none is; an unknown one is refused before anything runs."""
    there = available()
    for name in names:
        if name not in there:
            raise Refused(
                "There is no evidence named {name}.",
                next_step="There is: {names}.",
                name=name,
                names=", ".join(there),
            )
    return tuple(dict.fromkeys(names)) or there


def of(name: str) -> DataSet:
    """The set of this name."""
    found: DataSet = importlib.import_module(_module(name)).SET
    return found


def _module(name: str) -> str:
    return f"{__package__}.{name}"
