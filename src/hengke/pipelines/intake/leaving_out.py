"""Rows of customers who were forgotten are left out of a delivery before they are judged.

They do not go into quarantine, which would keep them: a core system that delivers its whole book
every night would bring them back every night. The report says how many there were.
"""

from __future__ import annotations

from hengke.kernel.sentences import sentence
from hengke.pipelines.forgotten import ACCOUNT, CUSTOMER, Forgotten
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.sql_text import literal
from hengke.pipelines.intake.workspace import Workspace

COLUMNS = {"customer_id": CUSTOMER, "related_id": CUSTOMER, "account_id": ACCOUNT}
TABLES = {CUSTOMER: "left_customers", ACCOUNT: "left_accounts"}
SHARED = "left_shares"
"""Accounts that lost an owner: the shares of those who stay make no whole any more."""


def begin(workspace: Workspace) -> None:
    for table in TABLES.values():
        workspace.run(f"CREATE TABLE {table} (number VARCHAR)")
    workspace.run(f"CREATE TABLE {SHARED} (account_id VARCHAR)")
    workspace.run("CREATE TABLE left_out (rows BIGINT)")


def leave_out(workspace: Workspace, candidates: Candidates, forgotten: Forgotten) -> None:
    """Make `new_<t>` the rows of everybody else. An account that somebody owns who stays names them
    as its first holder, as it does in the lake."""
    if not forgotten.prints:
        return
    table = candidates.table
    named = [column for column in COLUMNS if column in candidates.columns]
    for column in named:
        _recognise(workspace, table, column, forgotten)
    if table == "accounts":
        workspace.run(
            "INSERT INTO left_accounts SELECT account_id FROM new_accounts WHERE customer_id IN "
            "(FROM left_customers) AND account_id NOT IN (SELECT account_id FROM was_accounts)"
        )
    leaves = " OR ".join(
        f"{column} IN (FROM {TABLES[COLUMNS[column]]})"
        for column in named if table != "accounts" or column == "account_id"
    )  # fmt: skip
    if leaves:
        _show_the_others(workspace, table, f"coalesce({leaves}, false)")


def _recognise(workspace: Workspace, table: str, column: str, forgotten: Forgotten) -> None:
    kind = COLUMNS[column]
    known = f"(SELECT number AS {column} FROM {TABLES[kind]})"
    asked = workspace.rows(
        f"SELECT DISTINCT {column} FROM new_{table} ANTI JOIN {known} USING ({column}) "
        f"WHERE {column} IS NOT NULL"
    )
    found = forgotten.among(kind, [row[0] for row in asked])
    if found:
        values = ", ".join(f"({literal(number)})" for number in found)
        workspace.run(f"INSERT INTO {TABLES[kind]} VALUES {values}")


def _show_the_others(workspace: Workspace, table: str, leaves: str) -> None:
    workspace.run(f"INSERT INTO left_out SELECT count(*) FROM new_{table} WHERE {leaves}")
    workspace.run(f"ALTER VIEW new_{table} RENAME TO offered_{table}")
    if table == "account_holders":
        workspace.run(
            f"INSERT INTO {SHARED} SELECT DISTINCT account_id FROM offered_{table} "
            f"WHERE account_id IS NOT NULL AND {leaves}"
        )
    heir = (
        " REPLACE (CASE WHEN customer_id IN (FROM left_customers) THEN (SELECT w.customer_id FROM "
        "was_accounts w WHERE w.account_id = o.account_id) ELSE customer_id END AS customer_id)"
        if table == "accounts"
        else ""
    )
    workspace.run(
        f"CREATE VIEW new_{table} AS SELECT *{heir} FROM offered_{table} o WHERE NOT {leaves}"
    )


def notes(workspace: Workspace) -> list[str]:
    rows = workspace.value("SELECT coalesce(sum(rows), 0) FROM left_out")
    if not rows:
        return []
    return [
        sentence(
            "{rows:,} rows of customers who were forgotten (hengke privacy destroy) were left out; "
            "they lie in no table and not in quarantine. Who comes back needs a new number.",
            rows=int(rows),
        )
    ]
