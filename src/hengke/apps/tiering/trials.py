"""Drafts of a policy for other capabilities: tried by the worker, told where they came from, and
written as the policy's next file once a second person has said yes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hengke.apps.tiering import draft, policy_shelf, queries, simulation_job
from hengke.kernel.errors import Refused
from hengke.policies.tiering import TierPolicy, parse


@dataclass(frozen=True)
class Terms:
    """What a draft changes: floors and graces by the name of the tier."""

    floors_minor: Mapping[str, int]
    graces: Mapping[str, int]


@dataclass(frozen=True)
class Origin:
    """What a trial's page says of where its draft came from. With `post`, a button sends the
    trial's number there."""

    text: str
    href: str = ""
    post: str = ""
    button: str = ""


_TELLERS: list[Callable[[str, str, Any], Origin | None]] = []


def learn_origin(teller: Callable[[str, str, Any], Origin | None]) -> None:
    """Called from an app's `ready()`: (policy, job, user) gives what to say, or None."""
    _TELLERS.append(teller)


def origins(policy: str, job_id: str, user: Any) -> list[Origin]:
    told = (teller(policy, job_id, user) for teller in _TELLERS)
    return [one for one in told if one is not None]


def in_force(name: str) -> TierPolicy:
    """The policy of this name on the book's date; refused with its problem where there is none."""
    offer = policy_shelf.offer(name)
    if offer.policy is None:
        raise Refused(offer.problem or _("%(policy)s has no results yet.") % {"policy": name})
    return offer.policy


def start(name: str, terms: Terms) -> str:
    """The number of the job that replays the history under the draft. Outside of a transaction."""
    policy = in_force(name)
    text = draft.changed(policy, floors_minor=terms.floors_minor, graces=terms.graces)
    return simulation_job.start(policy, text, as_of=queries.ladder_of(name).as_of)


def terms_of(name: str, job_id: str) -> Terms | None:
    """What a trial's draft changes against the policy in force; None for no trial of it."""
    trial = simulation_job.find(job_id, policy=name)
    if trial is None:
        return None
    now = {tier.name: tier for tier in in_force(name).tiers}
    pairs = [(tier, now[tier.name]) for tier in trial.draft.tiers if tier.name in now]
    return Terms(
        {t.name: t.floor_minor for t, was in pairs if t.floor_minor != was.floor_minor},
        {t.name: t.grace for t, was in pairs if t.grace != was.grace},
    )


def text(name: str, terms: Terms, *, since: date, source: str) -> str:
    """The file of the policy from that day; refused like any that contradicts itself, and where
    days that were computed already would follow it or a file of that day is there."""
    policy, as_of = in_force(name), policy_shelf.as_of()
    if as_of is not None and since <= as_of:
        raise Refused(
            _("Other floors cannot begin by the business date %(day)s: those days are computed.")
            % {"day": as_of},
            next_step=_("Choose a later first day."),
        )
    if any(one.in_force_from == since for one in policy_shelf.history(name)):
        raise _taken(name, since)
    made = draft.changed(
        policy, floors_minor=terms.floors_minor, graces=terms.graces, because=source
    )
    parse(made, name=name, in_force_from=since)
    return made


def write(name: str, terms: Terms, *, since: date, source: str) -> Path:
    """The file below HOME/policies/tiering; one that is there already is never overwritten."""
    made = text(name, terms, since=since, source=source)
    path = Path(settings.HENGKE_HOME.tier_policies) / name / f"{since}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(made, encoding="utf-8")
    try:
        os.link(part, path)
    except FileExistsError:
        raise _taken(name, since) from None
    finally:
        part.unlink()
    return path


def _taken(name: str, since: date) -> Refused:
    return Refused(
        _("%(policy)s has a file from %(day)s already; a file is never overwritten.")
        % {"policy": name, "day": since},
        next_step=_("Choose another first day."),
    )
