"""Where policy files stand and which one is in force on a day.

`<name>/<from>.toml`: shipped files lie beside this module, the bank's own in its home. A bank's
file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies import dated
from hengke.policies.tiering.reading import parse
from hengke.policies.tiering.scheme import TierPolicy

SHIPPED = Path(__file__).parent


class NotInForce(PolicyError):
    """The policy is in order, but none of its files covers the day."""


def names(own: Path | None = None) -> list[str]:
    """Every policy that can be loaded, sorted."""
    folders = [folder for root in _roots(own) for folder in root.iterdir() if folder.is_dir()]
    return sorted({folder.name for folder in folders if any(folder.glob("*.toml"))})


def load(name: str, *, on: date, own: Path | None = None) -> TierPolicy:
    """The policy of this name that is in force on the day."""
    begun = [policy for policy in versions(name, own=own) if (policy.in_force_from or on) <= on]
    if not begun:
        raise NotInForce(
            "policy '{name}' is not in force on {on}",
            next_step="Its first file begins on {first}.",
            name=name,
            on=on,
            first=versions(name, own=own)[0].in_force_from,
        )
    last = begun[-1]
    if last.in_force_until and last.in_force_until < on:
        raise NotInForce(
            "policy '{name}' ended on {until}, nothing replaces it on {on}",
            next_step="Add a file with a later date, or remove `until`.",
            name=name,
            until=last.in_force_until,
            on=on,
        )
    return last


def versions(name: str, *, own: Path | None = None) -> list[TierPolicy]:
    """Every dated file of this name, oldest first; two that overlap are refused."""
    files = dated.files(SHIPPED, name, own)
    if not files:
        raise PolicyError(
            "there is no tier policy '{name}'",
            next_step="Known policies: {known}.",
            name=name,
            known=", ".join(names(own)),
        )
    policies = [
        dated.read(path, partial(parse, name=name, in_force_from=since))
        for since, path in sorted(files.items())
    ]
    for earlier, later in pairwise(policies):
        _check_no_overlap(earlier, later)
    return policies


def _check_no_overlap(earlier: TierPolicy, later: TierPolicy) -> None:
    until, since = earlier.in_force_until, later.in_force_from
    if until is not None and since is not None and until >= since:
        raise PolicyError(
            "policy '{policy}': the file from {earlier} runs until {until} "
            "and overlaps the one from {since}",
            next_step="Let it end on {day}, or leave `until` out.",
            policy=later.name,
            earlier=earlier.in_force_from,
            until=until,
            since=since,
            day=since - timedelta(days=1),
        )


def _roots(own: Path | None) -> list[Path]:
    return [SHIPPED] + ([own] if own is not None and own.is_dir() else [])
