"""What a run says of falls to come: the model that holds on the business date, and its scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.fall_inputs import Moment, fall_inputs
from hengke.engine.features.part_of_book import HAPPENED, THEIR_ACCOUNTS, book_of
from hengke.engine.tiering.measure import pools
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.falls import models
from hengke.pipelines.falls.moments import Calendar, Period, last_periods
from hengke.pipelines.falls.sampling import Past
from hengke.pipelines.falls.scores import nobody, scores
from hengke.pipelines.history import Span
from hengke.policies.tiering import TierPolicy, next_assessment


@dataclass(frozen=True)
class Outlook:
    """Scores of everybody above the lowest tier (SCORES), what the run's report says, and where in
    the lake the model lies (None: no period is over)."""

    scores: ir.Table
    report: dict[str, Any]
    model: str | None = None


@dataclass(frozen=True)
class Falls:
    """What falls are learnt from: the book, and the decisions of the assessment dates asked for.

    `assessments` are the files of their results, `lake` is the folder in which they lie.
    """

    catalog: Catalog
    book: Book
    policy: TierPolicy
    reach: Span
    lake: Path
    assessments: Mapping[date, str]
    decisions: Callable[[Sequence[date]], ir.Table]

    def outlook(self, dates: Sequence[date], *, as_of: date) -> Outlook:
        """`dates` are the policy's assessments up to `as_of`, oldest first; at least one."""
        calendar = Calendar(self.policy, self.reach)
        ahead = next_assessment(self.policy, as_of)
        now = calendar.now(Period(dates[-1], ahead), as_of)
        if now is None:
            return self._unknown({"reason": "no_balances"})
        past = [moment for period in last_periods(dates) for moment in calendar.past(period)]
        if not past:
            return self._unknown({"reason": "no_earlier_period"})
        path = models.path_of(self.policy, past, self.assessments)
        fitted = self._fitted(path, past)
        if fitted.model is None:
            return self._unknown(dict(fitted.told), path)
        told = dict(fitted.told) | {
            "assessment_on": ahead.isoformat(),
            "learnt_from": min(one.assessed_on for one in past).isoformat(),
            "learnt_until": max(one.assessment_on for one in past).isoformat(),
        }
        return Outlook(self._scores(fitted.model, now), told, path)

    def _fitted(self, path: str, past: Sequence[Moment]) -> models.Fitted:
        """The model of this name; fitted where it is not there yet."""
        found = models.stored(self.lake / path)
        if found is None:
            sample = Past(self.catalog, self.book, self.policy, past, self.decisions).sample()
            found = models.fitted(sample)
            models.store(self.lake / path, found)
        return found

    def _scores(self, model: str, now: Moment) -> ir.Table:
        last = self.decisions([now.assessed_on])
        book = self.book if pools(self.policy) else self._of_those_above(last)
        inputs = fall_inputs(
            book,
            policy=self.policy,
            moments=[now],
            last=last,
            keep=self.catalog.keep,
            apart=self.catalog.apart,
        )
        return scores(self.catalog, model, self.catalog.keep("fall_inputs", inputs))

    def _of_those_above(self, last: ir.Table) -> Book:
        """The book of the few who have a tier to lose."""
        above = last.filter(last.effective_rank > self.policy.lowest.rank).select("customer_id")
        customers = self.catalog.keep("above_lowest", above)
        return book_of(self.book, customers, keep=self._keep)

    def _keep(self, name: str, table: ir.Table) -> ir.Table:
        """Whose accounts they are is asked often; of what happened most is never read."""
        if name == THEIR_ACCOUNTS:
            return self.catalog.keep(name, table)
        return table if name in HAPPENED else self.catalog.apart(name, table)

    def _unknown(self, told: dict[str, Any], path: str | None = None) -> Outlook:
        return Outlook(nobody(self.catalog), told, path)
