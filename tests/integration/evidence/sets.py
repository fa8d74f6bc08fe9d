"""Small files in the layouts of the public sets, and the command that measures them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from tests.conftest import shared_data_folder
from typer.testing import CliRunner

from hengke.cli.app import app
from hengke.pipelines.evidence import registry

Figures = dict[str, Any]
Asked = Callable[..., Figures]


def measured(name: str, root: Path | None = None) -> Figures:
    """What the set's own function finds, in this process."""
    return registry.of(name).told(root or shared_data_folder())


def asked(*words: str) -> Any:
    """The answer of `hengke evidence … --json`."""
    done = CliRunner().invoke(app, ["evidence", *words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def first_rows(source: Path, folder: Path, rows: int) -> None:
    """The head and the first rows of a packed file, under the same name in another folder."""
    folder.mkdir(exist_ok=True)
    with (
        gzip.open(source, "rt", encoding="utf-8") as whole,
        gzip.open(folder / source.name, "wt", encoding="utf-8") as part,
    ):
        part.writelines(islice(whole, rows + 1))
