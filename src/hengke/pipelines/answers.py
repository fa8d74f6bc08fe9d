"""Reads single answers out of the result files, with plain SQL: nothing is computed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import NotComputed
from hengke.kernel.sentences import sentence
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry, Manifest, RunEntry
from hengke.pipelines.releases import of_this_release
from hengke.policies.tiering import TierPolicy, load

THREADS = 2
KNOWN_DATES = 3  # that a refusal names


def rows(sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a query over result files, as dicts."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS})
    try:
        connection.execute("SET enable_progress_bar = false").fetchall()  # it goes to stdout
        with of_this_release():
            found = connection.execute(sql, list(values))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    finally:
        connection.close()


def parquet(path: Path) -> str:
    """A result file as an SQL table."""
    text = str(path).replace("'", "''")
    return f"read_parquet('{text}')"


class Results:
    """What the manifest says has been computed; refusals name the command that computes it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.manifest: Manifest = lake.load(home)

    def assessment(self, policy: str, on: date) -> AssessmentEntry:
        entry = self.manifest.assessment(policy, on.isoformat())
        if entry is None:
            raise self._missing(policy, on)
        return entry

    def last_assessment(self, policy: str, on: date) -> AssessmentEntry:
        """The newest assessment up to a day for which there is a result."""
        self.check_has_result(policy, on)
        dates = [one for one in self.manifest.assessed_dates(policy) if one <= on.isoformat()]
        if not dates:
            raise self._missing(policy, on)
        return self.assessment(policy, date.fromisoformat(dates[-1]))

    def run(self, policy: str, on: date) -> RunEntry:
        """The newest run of a business date, with this policy among its own."""
        entry = self.newest_run(policy, on)
        if entry is None:
            raise self._missing(policy, on)
        return entry

    def newest_run(self, policy: str, on: date) -> RunEntry | None:
        """The same; None where there is none."""
        runs = [one for one in self.manifest.runs if one.as_of == on.isoformat()]
        return next((one for one in reversed(runs) if policy in one.policies), None)

    def check_has_result(self, policy: str, on: date) -> None:
        """A day has a result when it was assessed or when a run was made for it."""
        if self.manifest.assessment(policy, on.isoformat()) is None:
            self.run(policy, on)

    def file(self, path: str) -> str:
        return parquet(self.home.lake / path)

    def policy(self, name: str, on: date) -> TierPolicy:
        """The policy as in force on the day."""
        return load(name, on=on, own=self.home.tier_policies)

    def _missing(self, policy: str, on: date) -> NotComputed:
        dates = self.manifest.assessed_dates(policy)
        missing = sentence("There is no result of {policy} for {on}.", policy=policy, on=on)
        if dates:
            missing = sentence(
                "{missing} It was assessed on {dates}.",
                missing=missing, dates=", ".join(dates[-KNOWN_DATES:]),
            )  # fmt: skip
        return NotComputed(
            missing,
            next_step="hengke run --home {home} --as-of {on}",
            home=self.home.path,
            on=on,
        )
