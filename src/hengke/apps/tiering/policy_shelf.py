"""The tier policies on the shelf: those this home has enabled first, then those that ship.

A file that contradicts itself is shown with its mistake instead of hiding the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.http import Http404

from hengke.apps.tiering import queries
from hengke.kernel.errors import PolicyError
from hengke.pipelines.home import Home
from hengke.policies.tiering import TierPolicy, load, names, versions
from hengke.web.sentences import said


@dataclass(frozen=True)
class Offer:
    """One policy. `policy` is what is in force on the book's date; None with a `problem`, which is
    in the reader's language."""

    name: str
    enabled: bool
    policy: TierPolicy | None
    problem: str = ""


def offers() -> list[Offer]:
    """Every policy that can be loaded here, the enabled ones in the home's order."""
    enabled = _enabled()
    known = names(_own())
    ordered = [
        *(name for name in enabled if name in known),
        *(n for n in known if n not in enabled),
    ]
    day = as_of()
    return [_offer(name, enabled=name in enabled, day=day) for name in ordered]


def offer(name: str) -> Offer:
    """One of them; a name that is not on the shelf is not found."""
    if name not in names(_own()):
        raise Http404
    return _offer(name, enabled=name in _enabled(), day=as_of())


def in_force(name: str, *, on: date) -> TierPolicy:
    """The policy that governed an assessment; refused with the reason where there is none."""
    return load(name, on=on, own=_own())


def history(name: str) -> list[TierPolicy]:
    """Every dated file of the name, newest first; empty where they contradict each other."""
    try:
        return list(reversed(versions(name, own=_own())))
    except PolicyError:
        return []


def as_of() -> date | None:
    """The book's date; None before the first run."""
    published = queries.ladders()
    return published[0].as_of if published else None


def _offer(name: str, *, enabled: bool, day: date | None) -> Offer:
    try:
        policy = load(name, on=day, own=_own()) if day else versions(name, own=_own())[-1]
    except PolicyError as error:
        return Offer(name, enabled, None, f"{said(error.message)} {said(error.next_step)}".strip())
    return Offer(name, enabled, policy)


def _home() -> Home:
    home: Home = settings.HENGKE_HOME
    return home


def _enabled() -> tuple[str, ...]:
    return _home().settings().policies if _home().exists() else ()


def _own() -> Path:
    return _home().tier_policies
