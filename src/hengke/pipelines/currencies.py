"""May a policy be assessed in this home? Its amounts must be in the home's currency."""

from __future__ import annotations

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.policies.tiering import TierPolicy, parse


class NotItsCurrency(Refused):
    """The policy is in order, but not for this home."""


def check_currency(home: Home, policy: TierPolicy) -> None:
    """Floors in another currency would be compared with balances that are not theirs."""
    currency = home.settings().currency
    if policy.currency != currency:
        raise NotItsCurrency(
            "The policy '{policy}' counts in {its_currency}, this home in {currency}.",
            next_step="Write a file of your own with floors in {currency}: "
            "{folder}/NAME/FROM-DATE.toml; `hengke policies show {policy}` shows this one.",
            policy=policy.name,
            its_currency=policy.currency,
            currency=currency,
            folder=home.tier_policies,
        )


def check_draft(home: Home, text: str, *, policy: str) -> None:
    """Refuse a draft that is no policy, or one in another currency."""
    check_currency(home, parse(text, name=policy))
