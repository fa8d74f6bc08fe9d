"""Propose a mapping from headers and values."""

from __future__ import annotations

from pathlib import Path

from hengke.kernel.errors import Refused


def propose(directory: Path) -> str:
    raise Refused(f"No mapping can be proposed for {directory} yet.")
