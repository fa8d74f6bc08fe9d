"""What libraries say of full disks, lost databases and unreadable files, in our words."""

from __future__ import annotations

import errno
import sqlite3

import duckdb
import pytest

from hengke.kernel.errors import Broken
from hengke.pipelines.troubles import explained


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk takes no more"),
        (OSError(errno.EFBIG, "File too large"), "The disk takes no more"),
        (sqlite3.OperationalError("database or disk is full"), "The disk takes no more"),
        (duckdb.OutOfMemoryException("Out of Memory Error: 3GB used"), "not enough memory"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "does not answer"),
        (duckdb.InvalidInputException("No magic bytes found at end of file"), "cannot be read"),
    ],
)
def test_a_trouble_of_the_machine_is_told_with_a_way_out(error: Exception, said: str) -> None:
    refusal = explained(error)
    assert refusal is not None
    assert said in str(refusal.message)
    assert refusal.next_step


def test_a_trouble_is_found_behind_the_error_that_it_caused() -> None:
    cause = sqlite3.OperationalError("database or disk is full")
    error = RuntimeError("while publishing")
    error.__cause__ = cause
    refusal = explained(error)
    assert refusal is not None
    assert "database or disk is full" in str(refusal.message)


@pytest.mark.parametrize(
    "error", [Broken("a parquet file holds too few rows"), ValueError("parquet"), KeyError("full")]
)
def test_mistakes_of_the_program_are_not_explained_away(error: Exception) -> None:
    assert explained(error) is None
