"""The door of approvals: register a kind, ask, decide, withdraw, and what waits for whom.

approvals.register(Kind("customers.merge", _("Merge of two records"), may_ask=…, may_decide=…,
                        describe=…, carry_out=…))
approvals.ask("customers.merge", by=user, reason=…, subject=("customer", pk), now=clock.now(),
              payload={"into": other_pk}, version=etag)
"""

from __future__ import annotations

from hengke.apps.approvals.actions import (
    ask,
    decide,
    expire,
    expire_due,
    finished,
    forget,
    withdraw,
)
from hengke.apps.approvals.delegations import delegate
from hengke.apps.approvals.kinds import Change, Described, Kind, Later, register, registered
from hengke.apps.approvals.models import Approval, State
from hengke.apps.approvals.policy import SHORTEST_REASON, rules_of
from hengke.apps.approvals.queries import asked_by, visible_to, waiting_for, waiting_on
from hengke.apps.approvals.rights import decidable

__all__ = [
    "SHORTEST_REASON",
    "Approval",
    "Change",
    "Described",
    "Kind",
    "Later",
    "State",
    "ask",
    "asked_by",
    "decidable",
    "decide",
    "delegate",
    "expire",
    "expire_due",
    "finished",
    "forget",
    "register",
    "registered",
    "rules_of",
    "visible_to",
    "waiting_for",
    "waiting_on",
    "withdraw",
]
