"""Steps whose code lies in a checkout only, because it drives browsers' work or makes more data."""

from __future__ import annotations

import importlib.util
from types import ModuleType

WHY = "bench/{name}.py lies in a checkout of Hengke only, and this is an installed one"


def beside(name: str) -> ModuleType | None:
    """The module of this name below bench/; None where there is no checkout."""
    if importlib.util.find_spec("bench") is None:
        return None
    if importlib.util.find_spec(f"bench.{name}") is None:
        return None
    return importlib.import_module(f"bench.{name}")


def missing(name: str) -> dict[str, str]:
    return {"skipped": WHY.format(name=name)}
