"""A kind of request that belongs to the tests: it changes a number somebody keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from hengke.apps.approvals import kinds, policy
from hengke.apps.approvals.api import Change, Described, Kind, ask
from hengke.kernel.errors import Refused
from hengke.policies.approvals.shelf import parse

NOW = datetime(2026, 10, 23, 2, 0, tzinfo=UTC)
RULES = """
source = "test"
expires_days = 30
[delegation]
longest_days = 30
[delegation.stand_ins]
branch_head = ["branch_head", "business", "rm"]
rm = ["rm"]
business = ["branch_head"]
[kinds."test.limited"]
alone = { branch_head = "1000.00", business = "9000.00" }
together = { branch_head = "5000.00" }
"""


@dataclass
class Thing:
    """What the requests are about."""

    value: int = 1
    version: str = "v1"
    ended: list[str] = field(default_factory=list)
    breaks: bool = False


@pytest.fixture
def thing(monkeypatch: pytest.MonkeyPatch) -> Thing:
    """Two kinds over it: one without limits, one with."""
    kept = Thing()
    known = dict(kinds.registered())
    monkeypatch.setattr(kinds, "_REGISTERED", known)
    rules = parse(RULES, name="test", since=NOW.date())
    monkeypatch.setattr(policy, "load", lambda **_: rules)

    def carry_out(approval: Any, by: Any) -> str:
        kept.value = approval.payload["value"]
        if kept.breaks:
            raise Refused("The thing is stuck.", next_step="Ask later.")
        return f"is {kept.value}"

    for name in ("test.plain", "test.limited"):
        kinds.register(
            Kind(
                name,
                f"Change of {name}",
                may_ask=lambda user: user.role in ("rm", "branch_head", "business"),
                may_decide=lambda user: user.role in ("branch_head", "business"),
                carry_out=carry_out,
                describe=lambda found, user: {
                    one.pk: Described(
                        f"Thing {one.subject_id}",
                        changes=(Change("Value", kept.value, one.payload["value"]),),
                    )
                    for one in found
                },
                version=lambda approval: kept.version,
                ended=lambda approval, by: kept.ended.append(approval.state),
            )
        )
    return kept


@pytest.fixture
def asked(thing: Thing, users: dict[str, Any], in_english: None) -> Any:
    """`asked("alice")`: a request of that person; `amount` makes it one with limits."""

    def make(name: str = "alice", *, amount: int | None = None, **more: Any) -> Any:
        return ask(
            "test.plain" if amount is None else "test.limited",
            by=users[name], reason="needed today", subject=("thing", more.pop("id", "T1")),
            payload={"value": 7}, amount=amount, version="v1", now=more.pop("now", NOW), **more,
        )  # fmt: skip

    return make
