"""The door that pages import costs them nothing: standard library only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hengke

SOURCE = Path(hengke.__file__).parent.parent
CODE = """
import sys
import hengke.pipelines.api
others = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)
print(sorted(name for name in others if not name.startswith('_')))
"""


@pytest.mark.slow_test
def test_the_door_loads_nothing_but_the_standard_library() -> None:
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", CODE], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    assert loaded.stdout.strip() == "['hengke']"
