"""One card per model: who answers for it, what it learnt from, how good it is, its drift."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.register import plain, words
from hengke.apps.register.models import Bin, Model
from hengke.policies import needs
from hengke.policies.register import ModelRule, RegisterPolicy, load
from hengke.web import formats
from hengke.web.charts.line import Series, line
from hengke.web.composition import Chip
from hengke.web.sentences import said

CHALLENGER = "challenger"
NEED = "need"
MOST_DRIFTING = 5
DIGITS = (1, 2, 3, 4)
"""Of per cent, on the axis of bands."""


@dataclass(frozen=True)
class Card:
    """What the template shows of a model. `retrain_on` None: nobody knows until when it learnt."""

    model: Model
    title: str
    about: Any
    owner: str
    retrain_on: date | None
    chips: Sequence[Chip]
    reason: Any
    method: str
    tested: Any
    calibration: Any
    drift: Any
    role: Any = None
    verdict: Any = None
    drifting: Sequence[tuple[Any, float]] = ()
    against: plain.Against | None = None
    few: bool = False
    """Too few rows to judge drift: PSI is no figure then."""

    @property
    def is_challenger(self) -> bool:
        """May somebody ask to have it made champion?"""
        return self.model.role == CHALLENGER and self.model.version is not None

    @property
    def is_other_way(self) -> bool:
        """Are the figures of another way than the model's, as earlier periods had chosen?"""
        return (self.model.tested_on or "").startswith("out_of_time_")


def cards() -> list[Card]:
    """Every model of the current run, by kind and tier policy. Three queries at most."""
    models = list(Model.objects.order_by("kind", "policy", "role"))
    if not models:
        return []
    policy = _policy(models[0].as_of)
    bins = list(Bin.objects.order_by("kind", "policy", "role", "bin"))
    return [_card(one, _of(one, bins), policy) for one in models]


def policy_version(on: date) -> str:
    return _policy(on).version


def _card(model: Model, bins: Sequence[Bin], policy: RegisterPolicy) -> Card:
    rule = policy.models[model.kind]
    ends, english = model.learnt_until, (get_language() or "").startswith("en")
    after = None if ends is None else ends + timedelta(days=rule.retrain_days)
    retrain_on = model.due_on or after
    return Card(
        model=model,
        title=rule.en if english else rule.zh,
        about=_about(model),
        owner=rule.owner_en if english else rule.owner_zh,
        retrain_on=retrain_on,
        chips=[*_chips(model, rule, policy, retrain_on), *_beside(model, bins)],
        reason=words.reason(model.reason),
        method=said(model.method or ""),
        tested=words.TESTS.get(model.tested_on or ""),
        calibration=_calibration(bins),
        drift=_drift(bins),
        role=words.ROLES.get(model.role),
        verdict=words.VERDICTS.get(model.verdict or ""),
        drifting=[] if _few(model, policy) else _most(model.drift),
        against=plain.against(model, bins),
        few=_few(model, policy),
    )


def _chips(
    model: Model, rule: ModelRule, policy: RegisterPolicy, retrain_on: date | None
) -> list[Chip]:
    """What somebody has to look into; one good word where nothing is."""
    if model.reason:
        return [Chip(_("No model"), "warn")]
    if model.role == CHALLENGER:
        return [Chip(words.VERDICTS.get(model.verdict or "", model.verdict or ""), "info")]
    found = []
    if retrain_on is not None and retrain_on < model.as_of:
        found.append(Chip(_("Due to be fitted again"), "warn"))
    if model.auc is not None and model.auc < float(rule.least_auc):
        found.append(Chip(_("Ranks too badly"), "crit"))
    found += _drifting(model, policy)
    return found or [Chip(_("In order"), "ok")]


def _beside(model: Model, bins: Sequence[Bin]) -> list[Chip]:
    """Whether it is better than the plain way, where it was tried beside one."""
    found = plain.against(model, bins)
    return [] if found is None else [found.chip]


def _about(model: Model) -> Any:
    """The policy that a model belongs to; of needs, the class."""
    if model.kind != NEED:
        return model.policy
    home = settings.HENGKE_HOME
    own = None if home is None else home.needs_policies
    found = needs.load(on=model.as_of, own=own).classes.get(model.policy)
    return model.policy if found is None else found.title(get_language() or "zh")


def _drifting(model: Model, policy: RegisterPolicy) -> list[Chip]:
    """Of few rows nothing is said: their PSI is large by chance."""
    if _few(model, policy) or model.psi is None:
        return [Chip(_("Too few rows to judge drift"))]
    if model.psi >= float(policy.psi_act):
        return [Chip(_("Has drifted"), "crit")]
    return [Chip(_("Drifts"), "warn")] if model.psi >= float(policy.psi_watch) else []


def _few(model: Model, policy: RegisterPolicy) -> bool:
    return min(model.tested_rows or 0, model.scored or 0) < policy.least_rows


def _most(drift: str | None) -> list[tuple[Any, float]]:
    """The inputs that drift most, with their PSI."""
    found = json.loads(drift) if drift else {}
    order = sorted(found.items(), key=lambda one: -one[1])[:MOST_DRIFTING]
    return [(words.FEATURES.get(name, name), psi) for name, psi in order]


def _calibration(bins: Sequence[Bin]) -> Any:
    """What was predicted beside what happened, tenth by tenth."""
    return line(
        (
            Series(_("Predicted"), [one.predicted for one in bins]),
            Series(_("Happened"), [one.observed for one in bins]),
        ),
        _names(bins),
        label=_("Predicted and happened, by tenth of the rows tested"),
        shown=_share,
    )


def _drift(bins: Sequence[Bin]) -> Any:
    """Where the rows of the test lay, and where customers are scored now."""
    tested, scored = (sum(getattr(one, name) or 0 for one in bins) for name in ("tested", "scored"))
    if not tested or not scored:
        return ""
    return line(
        (
            Series(_("Scored now"), [(one.scored or 0) / scored for one in bins]),
            Series(_("When tested"), [(one.tested or 0) / tested for one in bins]),
        ),
        _names(bins),
        label=_("Share of customers by band of probability, now and when tested"),
        shown=_share,
    )


def _names(bins: Sequence[Bin]) -> list[str]:
    """Bands by their upper end, with as many digits as tell them apart; of the last there is
    none."""
    ends = [one.upper for one in bins[:-1]]
    tried = ([formats.percent(end, digits) or "" for end in ends] for digits in DIGITS)
    shown: list[str] = []
    for shown in tried:
        if len(set(shown)) == len(set(ends)):
            break
    return [f"≤ {one}" for one in shown] + [_("above") for _one in bins[-1:]]


def _share(value: float | None) -> str:
    return formats.percent(value, 1) or ""


def _of(model: Model, bins: Sequence[Bin]) -> list[Bin]:
    return [one for one in bins if _key(one) == _key(model)]


def _key(one: Model | Bin) -> tuple[str, str, str]:
    return one.kind, one.policy, one.role


def _policy(on: date) -> RegisterPolicy:
    home = settings.HENGKE_HOME
    return load(on=on, own=None if home is None else home.register_policies)
