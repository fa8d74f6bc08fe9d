"""What a person should know about a run: policies left out, dates that could not be assessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.history import Span, unsupported
from hengke.pipelines.home import Home
from hengke.policies.tiering import TierPolicy, versions

DATES_NAMED = 3  # of those that fell due and could not be assessed
Missed = dict[str, str]
"""policy, assessed_on, reason."""


def missed(home: Home, policies: Sequence[TierPolicy], reach: Span, *, as_of: date) -> list[Missed]:
    """Assessments that fell due after the last one made, with the reason why there is none."""
    return [
        {
            "policy": policy.name,
            "assessed_on": on.isoformat(),
            "reason": reach.lacks(version, on),
        }
        for policy in policies
        for version, on in unsupported(
            versions(policy.name, own=home.tier_policies), reach, as_of=as_of
        )
    ]


def notes(
    left_out: Sequence[Refused], not_made: Sequence[Missed], reach: Span, *, as_of: date
) -> list[str]:
    """One sentence per policy left out, per policy with dates missed, and about the data's end."""
    found: list[str] = [
        sentence("Left out of this run: {why}", why=one.message) for one in left_out
    ]
    by_policy: dict[str, list[Missed]] = {}
    for one in not_made:
        by_policy.setdefault(one["policy"], []).append(one)
    found += [_could_not(policy, dates) for policy, dates in by_policy.items()]
    if as_of > reach.last:
        found.append(
            sentence(
                "The data end on {last}: balances of later days are carried forward.",
                last=reach.last,
            )
        )
    return found


def _could_not(policy: str, not_made: Sequence[Missed]) -> str:
    """The first dates are named; the run's report has all of them."""
    dates = ", ".join(one["assessed_on"] for one in not_made[:DATES_NAMED])
    return sentence(
        "{policy}: {dates} could not be assessed: {reason}.",
        policy=policy,
        dates=f"{dates}, …" if len(not_made) > DATES_NAMED else dates,
        reason=not_made[0]["reason"],
    )
