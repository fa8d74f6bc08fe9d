"""The command answers at once: heavy libraries are imported inside the commands that need them."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

HEAVY = ("ibis", "duckdb", "pyarrow", "numpy", "django", "lightgbm", "sklearn", "granian")
TIMES_TYPER = 5


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )


@pytest.mark.slow_test
def test_the_command_tree_loads_no_heavy_library() -> None:
    code = f"import sys, hengke.cli.app; print([n for n in {HEAVY!r} if n in sys.modules])"
    assert python(code).stdout.strip() == "[]"


@pytest.mark.slow_test
def test_help_takes_at_most_five_times_the_import_of_typer() -> None:
    """In processor time, the best of several runs: what else the machine does counts little."""
    show_help = "import sys; sys.argv = ['hengke', '--help']; from hengke.cli import main; main()"
    ratio = _best(show_help) / _best("import typer")
    assert ratio <= TIMES_TYPER, f"hengke --help takes {ratio:.1f} times `import typer`"


def _best(code: str, runs: int = 5) -> float:
    def timed() -> float:
        began = _of_children()
        python(code)
        return _of_children() - began

    return min(timed() for _ in range(runs))


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
