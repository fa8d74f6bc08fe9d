"""What stands in `stage_before` of LIFECYCLE_BOOKS where no stage does."""

from __future__ import annotations

ARRIVED, FIRST = "arrived", "first"
"""The customer was not in the run before; there was no run before."""
