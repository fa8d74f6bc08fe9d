"""Reads single answers out of the result files, with plain SQL: nothing is computed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import NotComputed
from hengke.kernel.sentences import recalled, sentence
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry, Manifest, RunEntry
from hengke.pipelines.parts import files_of, listed
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
    """A result as an SQL table."""
    return f"read_parquet([{listed(files_of(path))}])"


class Results:
    """What the manifest says has been computed; refusals name the command that computes it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.manifest: Manifest = lake.load(home)

    def assessment(self, policy: str, on: date) -> AssessmentEntry:
        entry = self.manifest.assessment(policy, on.isoformat())
        if entry is None:
            raise self._not_assessed(policy, on)
        return entry

    def last_assessment(self, policy: str, on: date) -> AssessmentEntry:
        """The newest assessment up to a day for which there is a result."""
        self.check_has_result(policy, on)
        dates = [one for one in self.manifest.assessed_dates(policy) if one <= on.isoformat()]
        if not dates:
            raise self._not_assessed(policy, on)
        return self.assessment(policy, date.fromisoformat(dates[-1]))

    def run(self, policy: str, on: date) -> RunEntry:
        """The newest run of a business date, with this policy among its own."""
        entry = self.newest_run(policy, on)
        if entry is None:
            raise self._not_run(policy, on)
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

    def _not_run(self, policy: str, on: date) -> NotComputed:
        """A radar, or any other picture of a day, needs a run of that very day."""
        dates = sorted({one.as_of for one in self.manifest.runs if policy in one.policies})
        if self.manifest.assessment(policy, on.isoformat()) is not None:
            what = sentence(
                "There is no radar for {on}: it was assessed, but runs were made for {dates}.",
                on=on, dates=_named(dates),
            )  # fmt: skip
            return self._run_it(what, on)
        what = sentence("There is no run of {policy} for {on}.", policy=policy, on=on)
        if dates:
            what = sentence(
                "There is no run of {policy} for {on}: runs were made for {dates}.",
                policy=policy, on=on, dates=_named(dates),
            )  # fmt: skip
        return self._run_it(_with_assessed(what, self.manifest.assessed_dates(policy)), on)

    def _not_assessed(self, policy: str, on: date) -> NotComputed:
        """Why there is no assessment of the day, and what makes one; a run that was made already
        is not asked for again."""
        dates = self.manifest.assessed_dates(policy)
        if self.newest_run(policy, on) is None:
            what = sentence("{policy} has not been assessed on {on}.", policy=policy, on=on)
            return self._run_it(_with_assessed(what, dates), on)
        reason = self._missed(policy, on)
        if reason is None:
            what = sentence("{on} is no assessment date of {policy}.", policy=policy, on=on)
            return NotComputed(
                _with_assessed(what, dates), next_step="Ask for a date that was assessed."
            )
        what = sentence(
            "{policy} could not be assessed on {on}: {reason}.",
            policy=policy, on=on, reason=reason,
        )  # fmt: skip
        return NotComputed(
            _with_assessed(what, dates),
            next_step="Import the data up to {on}, then: hengke run --home {home} --as-of {on}; "
            "or ask for a date that was assessed.",
            home=self.home.path,
            on=on,
        )

    def _missed(self, policy: str, on: date) -> str | None:
        """What the newest run of the day says about an assessment that it could not make."""
        report = entry.report if (entry := self.newest_run(policy, on)) else {}
        found = (
            recalled(one["reason"], report.get("sentences") or {})
            for one in report.get("missed", [])
            if (one["policy"], one["assessed_on"]) == (policy, on.isoformat())
        )
        return next(found, None)

    def _run_it(self, what: str, on: date) -> NotComputed:
        return NotComputed(
            what,
            next_step="hengke run --home {home} --as-of {on}",
            home=self.home.path,
            on=on,
        )


def _with_assessed(what: str, dates: Sequence[str]) -> str:
    if not dates:
        return what
    return sentence("{what} It was assessed on {dates}.", what=what, dates=_named(dates))


def _named(dates: Sequence[str]) -> str:
    """The last ones; "…" stands for those before."""
    return ", ".join(("…", *dates[-KNOWN_DATES:]) if len(dates) > KNOWN_DATES else dates)
