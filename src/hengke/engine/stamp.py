"""What every result row carries: the business date, the last delivery seen, the run."""

from __future__ import annotations

STAMP = {"as_of": "date", "known_at": "string", "run_id": "string"}
