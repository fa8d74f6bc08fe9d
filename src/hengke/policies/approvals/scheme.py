"""What an approval policy is. Amounts are whole: minor units, or plain counts where a kind counts.

One person of a role decides up to `alone`; above it, up to `together`, two people do; beyond both
the role cannot decide. A kind without limits is decided by one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MONEY, COUNT = "money", "count"
UNITS = (MONEY, COUNT)
TWO = 2
"""People who decide what one of them may not decide alone."""


@dataclass(frozen=True)
class KindRules:
    """Rules of one kind of request. `unit` says what its amount counts; `free` is what a role does
    without asking, and `use_hours` how long what was allowed may be used (0 = it is done at once).
    """

    expires_days: int
    unit: str = MONEY
    free: Mapping[str, int] = field(default_factory=dict)
    use_hours: int = 0
    alone: Mapping[str, int] = field(default_factory=dict)
    together: Mapping[str, int] = field(default_factory=dict)

    @property
    def limited(self) -> bool:
        return bool(self.alone or self.together)

    def reach(self, role: str) -> int:
        """The largest amount about which somebody of the role has a say; -1 for none."""
        return max(self.alone.get(role, -1), self.together.get(role, -1))

    def people(self, role: str, amount: int | None) -> int:
        """How many have to say yes when somebody of the role is one of them; 0 = not the role's."""
        if not self.limited:
            return 1
        if amount is None or amount > self.reach(role):
            return 0
        return 1 if amount <= self.alone.get(role, -1) else TWO

    def anybody(self, amount: int | None) -> bool:
        """Is there a role that can decide it at all?"""
        roles = {*self.alone, *self.together}
        return not self.limited or any(self.people(role, amount) for role in roles)


@dataclass(frozen=True)
class ApprovalPolicy:
    """One dated set. `stand_ins` names, per role, the roles that may stand in for it."""

    name: str
    version: str
    source: str
    usual: KindRules
    kinds: Mapping[str, KindRules]
    longest_delegation_days: int
    stand_ins: Mapping[str, tuple[str, ...]]

    def of(self, kind: str) -> KindRules:
        return self.kinds.get(kind, self.usual)

    def may_stand_in(self, taker: str, *, giver: str) -> bool:
        return taker in self.stand_ins.get(giver, ())
