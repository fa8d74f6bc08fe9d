"""Answers and jobs that behave in every way a real one can, without loading the engine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hengke.kernel.errors import Busy, NotComputed
from hengke.pipelines.home import Home

NAME_OF_A_CUSTOMER = "王小明"


def answering(home: Home, question: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Runs in the worker's fork, like `questions.answer`."""
    if question == "echo":
        return {"home": home.path.name, **params}
    if question == "slow":
        Path(params["started"]).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(60)
    if question == "refuse":
        raise NotComputed("No result for 2026-10-31.", next_step="hengke run --as-of 2026-10-31")
    if question == "busy":
        raise Busy("Somebody else writes.", next_step="Wait.")
    if question == "break":
        raise ValueError(f"{NAME_OF_A_CUSTOMER} has 1234567.89")
    if question == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return {}
