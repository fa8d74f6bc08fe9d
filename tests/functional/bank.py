"""`python -m tests.functional.bank HOME`: a home with a published small bank and log-ins.

Runs in a process of its own, so that the browser tests see a server as a bank runs it, with its own
database file, and not the database of the test run.
"""

from __future__ import annotations

import os
import sys
from datetime import date

PASSWORD = "look-at-the-weighing-2026"
PEOPLE = {
    "rm": {"role": "rm", "org_id": "S0001", "branch_id": "B001", "display_name": "林晓雯"},
    "head": {"role": "branch_head", "branch_id": "B001", "display_name": "赵敏"},
    "second": {"role": "branch_head", "branch_id": "B001", "display_name": "钱宁"},
    "business": {"role": "business", "display_name": "业务管理"},
    "checker": {"role": "risk", "display_name": "风险复核"},
    "data": {"role": "data", "display_name": "数据运维"},
    "auditor": {"role": "auditor", "display_name": "合规审计"},
}


def main(path: str) -> None:
    os.environ["HENGKE_HOME"] = path
    from hengke.cli import workbench
    from hengke.pipelines.home import Home, HomeSettings

    home = Home.at(path)
    home.write_settings(
        HomeSettings(bank="衡水湖银行", policies=("standard_month_average",), demo=True)
    )
    workbench.opened(home)
    from tests.integration.apps.seeded import POLICY, seed

    seed()
    _version(POLICY)
    _people()
    _override(POLICY)
    from tests.functional import tagging_run

    tagging_run.write(home)


def _people() -> None:
    from hengke.apps.identity.models import User

    for username, fields in PEOPLE.items():
        User.objects.create_user(username, PASSWORD, **fields)


def _version(policy: str) -> None:
    """The policy that ships, so that decisions can be explained."""
    from hengke.apps.tiering.models import Assessment, Position, Scheme
    from hengke.policies.tiering import load

    for table in (Assessment, Position, Scheme):
        on = table.objects.values_list("as_of", flat=True).first()
        table.objects.update(policy_version=load(policy, on=on).version)


def _override(policy: str) -> None:
    """One request of the manager that waits for a decision."""
    from hengke.apps.customers.models import Customer
    from hengke.apps.identity.models import User
    from hengke.apps.tiering.actions import request_override
    from hengke.apps.tiering.models import Position
    from hengke.kernel import clock

    position = Position.objects.filter(manager_id="S0001", effective_rank=1).first()
    request_override(
        Customer.objects.get(pk=position.customer_id), ladder_policy=policy, tier="platinum",
        until=date(2027, 3, 31), reason="房产出售款 5 月到账", now=clock.now(),
        by=User.objects.get(username="rm"),
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
