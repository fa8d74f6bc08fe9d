"""A table of the lake is one Parquet file, or a folder of them: its parts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path


def files_of(path: Path) -> list[Path]:
    """The file itself, or the parts of the folder in the order of their names."""
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def listed(files: Iterable[Path]) -> str:
    """Files as texts of SQL, for `read_parquet([...])`."""
    return ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)


def linked(file: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no such thing."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)
