"""One data set measured in a process of its own, so that time and memory are its own."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hengke.kernel.errors import Broken, Refused
from hengke.pipelines import processes

REFUSED = "refused"


def measured(name: str, root: Path) -> dict[str, Any]:
    """The object of the interface for one set; refused when its files are missing or of another
    layout, broken when its process ended otherwise (what it said went to stderr)."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as said:
        command = [sys.executable, "-m", __package__, name, str(root), said.name]
        spent = processes.alone(command)
        if spent.exit_code:
            raise Broken(f"the evidence of {name} ended with exit code {spent.exit_code}")
        told: dict[str, Any] = json.loads(said.read())
    if REFUSED in told:
        raise Refused(told[REFUSED]["message"], next_step=told[REFUSED]["next_step"])
    return told | {"seconds": round(spent.seconds, 3), "peak_mb": round(spent.peak_mb, 1)}


def measure(name: str, root: Path) -> dict[str, Any]:
    """The other side: what this process found, or why it could not."""
    from hengke.pipelines.evidence import registry

    try:
        return registry.of(name).told(root)
    except Refused as refusal:
        return {REFUSED: {"message": str(refusal.message), "next_step": str(refusal.next_step)}}
