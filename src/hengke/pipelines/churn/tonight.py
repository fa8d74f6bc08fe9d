"""What a night does about models of leaving: which one holds, whether one is due, fitting it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hengke.kernel.sentences import sentence
from hengke.learning.churn import Sample
from hengke.pipelines.churn import models, standing
from hengke.pipelines.churn.models import Fitted
from hengke.pipelines.churn.months import Months
from hengke.pipelines.churn.sampling import MOST_ROWS, View
from hengke.pipelines.churn.standing import Standing
from hengke.pipelines.night import Night
from hengke.policies.churn import Champion, ChurnPolicy
from hengke.policies.register import RegisterPolicy

CHURN = "churn"


@dataclass(frozen=True)
class Tonight:
    """One night of models. `months`: those to learn from, None where there are none; `rules`: the
    version of the plain rule; `named`: the champion that a second person named."""

    night: Night
    policy: ChurnPolicy
    register: RegisterPolicy
    view: View
    months: Months | None
    rules: str
    named: Champion | None

    @property
    def retrain_days(self) -> int:
        return self.register.models[CHURN].retrain_days

    def standing(self, before: Standing) -> tuple[Standing, str | None]:
        """What holds tonight, and why a model was fitted; None where none was."""
        now = self._followed(before)
        why = None if self.months is None else self._due(now, self.months)
        if self.months is None or why is None:
            return now, None
        return self._after_fit(now, self.months), why

    def stored(self, path: str | None) -> Fitted | None:
        return models.stored(self.night.lake, path)

    def newest(self, now: Standing) -> Fitted | None:
        """Of champion and challenger, the one that knows the later months."""
        found = [self.stored(path) for path in (now.champion, now.challenger)]
        there = [one for one in found if one is not None]
        return max(there, key=lambda one: one.known_until, default=None)

    def _due(self, now: Standing, months: Months) -> str | None:
        return standing.due(
            self.newest(now),
            known_until=months.known_until,
            as_of=self.night.as_of,
            retrain_days=self.retrain_days,
            psi=now.psi,
            psi_act=self.register.psi_act,
        )

    def _after_fit(self, now: Standing, months: Months) -> Standing:
        sample = self.view.sample(months)
        fresh, champion = self._fresh(sample, months), self.stored(now.champion)
        compared = standing.compared_on(sample, champion, horizon=self.policy.horizon_months)
        said, takes = standing.verdict(fresh, champion, compared, self.policy)
        after = replace(now, challenger=fresh.path, verdict=said, compared=compared)
        return promoted(after, by=said) if takes else after

    def _fresh(self, sample: Sample, months: Months) -> Fitted:
        """The model of these months; fitted where it is not there yet."""
        known_at = self.night.gold.stamp.known_at
        path = models.path_of(
            self.policy, months, rules=self.rules, known_at=known_at, most=MOST_ROWS
        )
        found = self.stored(path)
        if found is None:
            found = models.fitted(sample, self.policy, months, path=path)
            models.store(self.night.lake, found)
        return found

    def _followed(self, before: Standing) -> Standing:
        """With the champion that a second person named since; one that is gone is not followed."""
        now = self._there(before)
        if self.named is None or self.named.told == now.named:
            return now
        now = replace(now, named=self.named.told)
        path = f"{models.FOLDER}/{self.named.version}.json"
        found = self.stored(path)
        if found is None or found.model is None:
            self.night.notes.append(
                sentence(
                    "churn: the model {version} that was named champion is not in the lake; the "
                    "one before it stays",
                    version=self.named.version,
                )
            )
            return now
        return promoted(replace(now, challenger=path), by=standing.NAMED)

    def _there(self, before: Standing) -> Standing:
        """Without models whose file is gone: they are fitted again."""
        return replace(
            before,
            champion=before.champion if self.stored(before.champion) else None,
            challenger=before.challenger if self.stored(before.challenger) else None,
        )


def promoted(now: Standing, *, by: str) -> Standing:
    """The challenger in the champion's place; drift of the one before says nothing of it."""
    return replace(
        now, champion=now.challenger, challenger=None, champion_by=by, verdict=by, psi=None
    )
