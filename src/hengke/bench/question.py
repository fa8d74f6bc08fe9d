"""What the yardsticks in frames are asked: files, dates and the ladder of the policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hengke.bench.hand_sql import assessments_of
from hengke.kernel.periods import add_months, month_end
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.policies.tiering import TierPolicy, load, next_assessment

TABLES = ("customers", "accounts", "products", "account_holders", "balances", "market_rates",
          "transactions")  # fmt: skip
BALANCES_AT_ONCE = 12_000_000
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Question:
    """One run of the synthetic bank. `days` are the assessment dates, oldest first."""

    files: dict[str, list[str]]
    rows: dict[str, int]
    as_of: date
    days: list[date]
    policy: TierPolicy

    @property
    def after(self) -> date:
        """The first day past the book."""
        return self.as_of + timedelta(days=1)

    @property
    def next_assessment(self) -> date:
        return next_assessment(self.policy, self.as_of)

    @property
    def days_total(self) -> int:
        return month_end(self.as_of).day

    @property
    def dates(self) -> list[date]:
        """The assessments, and the business date with the running month."""
        return [*self.days, self.as_of] if self.days[-1] != self.as_of else list(self.days)

    @property
    def bank(self) -> dict[str, Any]:
        return {"policy": self.policy.name, "policy_version": self.policy.version}

    @property
    def floors(self) -> list[int]:
        """Of each rank, lowest first."""
        return [tier.floor_minor for tier in self.policy.tiers]

    @property
    def graces(self) -> list[int]:
        return [tier.grace if tier.rank else 0 for tier in self.policy.tiers]

    @property
    def names(self) -> list[str]:
        return [tier.name for tier in self.policy.tiers]

    @property
    def parts(self) -> int:
        """Accounts are worked off in so many parts, so that a large book fits into memory."""
        return -(-self.rows["balances"] // BALANCES_AT_ONCE)

    def protected_since(self, on: date) -> date:
        return add_months(on, -self.policy.new_customer_months)


def ordinal(on: date) -> int:
    """Months counted through, so that neighbours differ by one."""
    return on.year * MONTHS_A_YEAR + on.month


def asked(home: Home, run: lake.RunEntry, *, policy: str) -> Question:
    manifest = lake.load(home)
    return Question(
        files={name: [str(path) for path in lake.silver_paths(home, manifest, name)]
               for name in TABLES},
        rows={name: sum(file.rows for file in manifest.silver.get(name, [])) for name in TABLES},
        as_of=date.fromisoformat(run.as_of),
        days=[date.fromisoformat(one.assessed_on) for one in assessments_of(manifest, run)],
        policy=load(policy, on=date.fromisoformat(run.as_of)),
    )  # fmt: skip
