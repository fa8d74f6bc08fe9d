"""Results that this release cannot read or explain: refused, with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry
from hengke.policies.tiering import TierPolicy, versions


@contextmanager
def of_this_release() -> Iterator[None]:
    """Result files are read inside: columns that they do not have are those of another release."""
    import duckdb

    try:
        yield
    except duckdb.BinderException as error:
        raise Refused(
            "These results were written by another release: their columns are not those of "
            "this one.",
            next_step="Compute them again: hengke run --as-of DATE",
        ) from error


def rules_of(home: Home, entry: AssessmentEntry) -> TierPolicy:
    """The version of the policy that an assessment followed; no other one explains it."""
    for policy in versions(entry.policy, own=home.tier_policies):
        if policy.version == entry.policy_version:
            return policy
    raise Refused(
        "The policy file of version {version} is not on the shelf any more.",
        next_step="Put it back, or compute the assessments again: hengke run --as-of {on}",
        version=entry.policy_version,
        on=entry.assessed_on,
    )
