"""Where the figures come from: machine, versions and time, without the name of the host."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

from hengke.kernel import clock

LIBRARIES = ("hengke", "duckdb", "ibis-framework", "pyarrow", "polars", "pandas", "django",
             "lightgbm")  # fmt: skip
GIGA = 1024**3


def described(place: Path) -> dict[str, Any]:
    """What a reader must know to hold the figures beside his own."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "measured_at": clock.now().isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(pages / GIGA, 1),
        "free_disk_gb": round(shutil.disk_usage(place).free / GIGA),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": [round(one, 2) for one in os.getloadavg()],
        "versions": {name: metadata.version(name) for name in LIBRARIES if _there(name)},
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo")
    if not lines.exists():
        return platform.processor()
    named = (
        line for line in lines.read_text(encoding="utf-8").splitlines() if "model name" in line
    )
    return next(named, ":").partition(":")[2].strip() or platform.machine()


def _there(name: str) -> bool:
    module = {"ibis-framework": "ibis"}.get(name, name)
    return importlib.util.find_spec(module) is not None
