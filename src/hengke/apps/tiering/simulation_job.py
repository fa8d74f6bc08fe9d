"""A draft being tried by the worker: started once, followed and found again by its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hengke.kernel.errors import Refused
from hengke.kernel.money import decimal_string
from hengke.kernel.sentences import recalled
from hengke.pipelines import api
from hengke.policies.tiering import TierPolicy, parse

NAME = "simulate"
NAMED = 1_000
"""So many movers are told one by one, the largest first; the counts are of all."""
STAGES = {
    "read the bank": _("reading the bank's tables"),
    "keep the book": _("computing the book"),
    "assess": _("assessing"),
}


@dataclass(frozen=True)
class Trial:
    """One draft with its state; `percent` is None while nobody can say how much is left.
    `message` and `next_step` are sentences (web/sentences.py)."""

    id: str
    policy: str
    as_of: date
    draft: TierPolicy
    state: str
    stage: Any
    percent: int | None
    result: dict[str, Any]
    message: str
    next_step: str

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def typed(self) -> dict[str, str]:
        """The draft as its form has it."""
        floors = {f"floor_{t.name}": decimal_string(t.floor_minor) for t in self.draft.tiers}
        return floors | {f"grace_{tier.name}": str(tier.grace) for tier in self.draft.tiers}


def start(policy: TierPolicy, text: str, *, as_of: date) -> str:
    """The worker replays the history under the draft; the number of its job."""
    return api.start(
        settings.HENGKE_HOME, NAME, as_of=as_of, policy=policy.name, draft=text, named=NAMED
    )


def find(job_id: str, *, policy: str) -> Trial | None:
    """None for a number that is not on file any more, or is that of something else."""
    try:
        told = api.job(settings.HENGKE_HOME, job_id)
    except Refused:
        return None
    params = told["params"]
    if told["job"] != NAME or params["policy"] != policy:
        return None
    return _trial(told, params)


def cancel(trial: Trial) -> None:
    api.cancel(settings.HENGKE_HOME, trial.id)


def _trial(told: Mapping[str, Any], params: Mapping[str, Any]) -> Trial:
    done, total, made = told["done"], told["total"], told.get("sentences") or {}
    return Trial(
        id=told["id"],
        policy=params["policy"],
        as_of=date.fromisoformat(params["as_of"]),
        draft=parse(params["draft"], name=params["policy"]),
        state=told["state"],
        stage=STAGES.get(told["stage"], _("starting")),
        percent=max(0, min(100, round(100 * done / total))) if total else None,
        result=told["result"] or {},
        message=recalled(told["message"], made),
        next_step=recalled(told["next_step"], made),
    )
