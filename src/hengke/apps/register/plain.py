"""Is a model better than the plain way beside it? In words, with the figures of both.

Better: its AUC is above the plain one by a standard error of its own at least, as models of needs
are judged. Worse: it is below. Between the two nobody can be sure. The plain way itself: the night
chose it, for what more is known did not surely help. Untried: the night chose more, but the periods
before the one tested had chosen the plain way, of which the figures are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hengke.apps.register.models import Bin, Model
from hengke.web.composition import Chip

BETTER, UNSURE, WORSE = "better", "unsure", "worse"
PLAIN, UNTRIED = "plain", "untried"
CHOSE_PLAIN, CHOSE_MORE = "not_better_than_plain", "better_than_plain"
"""Verdicts of a night that could choose."""
TESTED_PLAIN = "out_of_time_plain"
CHIPS = {
    BETTER: Chip(_("Better than the plain way"), "ok"),
    UNSURE: Chip(_("Not surely better than the plain way")),
    WORSE: Chip(_("Worse than the plain way"), "warn"),
    PLAIN: Chip(_("The plain way itself (more helped by less than its error)")),
    UNTRIED: Chip(_("Not yet tried on a later period")),
}


@dataclass(frozen=True)
class Against:
    """A model beside its plain way: both figures, and by how much the model's may be luck (None:
    nobody knows). `ranks`: the figures are AUCs, not shares of hits. `verdict`: what the night
    chose, where it could; `of_plain`: the figures are of the plain way, whatever was chosen."""

    own: float
    plain: float
    error: float | None
    ranks: bool = True
    verdict: str | None = None
    of_plain: bool = False

    @property
    def word(self) -> str:
        if self.verdict == CHOSE_PLAIN:
            return PLAIN
        if self.of_plain:
            return UNTRIED
        if self.own < self.plain:
            return WORSE
        sure = self.error is not None and self.own - self.plain >= self.error > 0
        return BETTER if sure else UNSURE

    @property
    def chip(self) -> Chip:
        return CHIPS[self.word]

    @property
    def is_chosen(self) -> bool:
        """Did the night keep it for probabilities that were surely nearer to what happened?"""
        return self.verdict == CHOSE_MORE


def against(model: Model, bins: Sequence[Bin]) -> Against | None:
    """None where there is no model, or it was not tried beside a plain way."""
    if model.reason:
        return None
    if model.auc is not None and model.baseline_auc is not None:
        error = _auc_error(model.auc, bins)
        return Against(
            model.auc, model.baseline_auc, error,
            verdict=_of_falls(model), of_plain=model.tested_on == TESTED_PLAIN,
        )  # fmt: skip
    if model.hit_rate is not None and model.baseline_hit_rate is not None:
        error = _share_error(model.hit_rate, model.tested_rows)
        return Against(model.hit_rate, model.baseline_hit_rate, error, ranks=False)
    return None


def worse(kind: str, policy: str) -> Against | None:
    """Of a model whose probabilities are shown although the plain way ranks better; else None."""
    rows: Any = Model.objects.filter(kind=kind, policy=policy, auc__lt=F("baseline_auc"))
    rows = rows.filter(reason__isnull=True).exclude(verdict=CHOSE_PLAIN)
    one = rows.exclude(tested_on=TESTED_PLAIN).first()
    return None if one is None else Against(one.auc, one.baseline_auc, None)


def _of_falls(model: Model) -> str | None:
    """Verdicts of other kinds are told in words of their own."""
    return model.verdict if model.kind == "fall" else None


def _auc_error(auc: float, bins: Sequence[Bin]) -> float | None:
    """The standard error (Hanley and McNeil 1982) on the rows tested."""
    known = [one for one in bins if one.tested and one.observed is not None]
    rows = sum(one.tested or 0 for one in known)
    cases = round(sum((one.tested or 0) * (one.observed or 0.0) for one in known))
    others = rows - cases
    if cases < 1 or others < 1:
        return None
    square = auc * auc
    among = (cases - 1) * (auc / (2 - auc) - square)
    among += (others - 1) * (2 * square / (1 + auc) - square)
    return sqrt(max(0.0, auc * (1 - auc) + among) / (cases * others))


def _share_error(share: float, rows: int | None) -> float | None:
    return sqrt(share * (1 - share) / rows) if rows else None
