"""A command in a fresh process, measured from outside: wall, CPU and peak memory."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1  # of Linux, linux/prctl.h
STDERR = 2  # as every process has it, also where Python's own is replaced
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


@dataclass(frozen=True)
class Spent:
    """The whole process with its imports. CPU and peak count the processes that it waited for."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    exit_code: int


def alone(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Spent:
    """Runs the command to its end; what it prints goes to stderr.

    On Linux the peak cannot be less than that of the process that starts it, which ought to be
    small: it imports none of what it measures.
    """
    began = time.perf_counter()
    process = subprocess.Popen(list(command), stdout=STDERR, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Spent(
        seconds=time.perf_counter() - began,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss * BYTES_PER_UNIT / 1024**2,
        exit_code=process.returncode,
    )


def end_with_the_parent() -> None:
    """One that is killed takes its processes along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
