"""The door of imports."""

from __future__ import annotations

from hengke.apps.imports.models import Batch, Delivery, Run
from hengke.apps.imports.queries import current_run, freshness

__all__ = ["Batch", "Delivery", "Run", "current_run", "freshness"]
