"""Judge the candidates of every table, parents before children, in sets.

For a table there are then the views and tables
    new_<t>   candidates            bad_<t>   what is wrong: _row, column, value, rule, reason,
                                              and reason_zh: the same in Chinese
    sound_<t> candidates of which nothing bad is known (so far)
    over_<t>  rows that a later row of the same delivery corrects
    ok_<t>    accepted rows: sound and not corrected; `_delete` marks removals
    stays_<t> old rows that this delivery does not end by leaving them out (delete marks aside)
    now_<t>   the table for those who refer to it: what stays, what is new, what is to be removed
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hengke.engine.schemas import BOOKKEEPING, CONTRACT, TableSchema
from hengke.pipelines.forgotten import Forgotten
from hengke.pipelines.intake import leaving_out, plausible, set_rules
from hengke.pipelines.intake.candidates import Candidates, stage
from hengke.pipelines.intake.mapping import Mapping
from hengke.pipelines.intake.received import Progress, Received
from hengke.pipelines.intake.row_rules import findings
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.workspace import Workspace

SetRule = Callable[[Workspace, Candidates], None]
BESIDE_PARENTS: dict[str, tuple[SetRule, ...]] = {
    "balances": (set_rules.same_currency, set_rules.balance_sign, plausible.after_opening),
    "transactions": (set_rules.same_currency, plausible.after_opening),
    "loan_status": (set_rules.same_currency, plausible.after_opening),
}
AMONG_EACH_OTHER: dict[str, tuple[SetRule, ...]] = {
    "account_holders": (set_rules.whole_shares,),
    "transactions": (set_rules.booking_direction,),
    "market_rates": (plausible.rates,),
}
"""Asked last: a doubled row must not be counted twice."""


def judge(
    workspace: Workspace,
    mapping: Mapping,
    received: Received,
    *,
    forgotten: Forgotten,
    today: date,
    progress: Progress,
) -> dict[str, Candidates]:
    """Stage and check all tables in the order of the contract; needs Workspace.show_silver."""
    judged: dict[str, Candidates] = {}
    leaving_out.begin(workspace)
    tables = [table for table in CONTRACT if table not in BOOKKEEPING]
    for done, table in enumerate(tables):
        progress("Checking rows", done, len(tables))
        candidates = stage(workspace, table, mapping, received)
        if candidates is None:
            _show_unchanged(workspace, table)
            continue
        judged[table] = candidates
        leaving_out.leave_out(workspace, candidates, forgotten)
        _begin(workspace, candidates)
        _check_rows(workspace, candidates)
        plausible.days(workspace, candidates, today=today)
        set_rules.references(workspace, candidates, set(judged))
        for rule in BESIDE_PARENTS.get(table, ()):
            rule(workspace, candidates)
        set_rules.unique_keys(workspace, candidates)
        for rule in AMONG_EACH_OTHER.get(table, ()):
            rule(workspace, candidates)
        _show_result(workspace, candidates)
    progress("Checking rows", len(tables), len(tables))
    return judged


def _begin(workspace: Workspace, candidates: Candidates) -> None:
    table = candidates.table
    workspace.run(
        f"CREATE TABLE bad_{table} "
        "(_row BIGINT, column_name VARCHAR, value VARCHAR, rule VARCHAR, reason VARCHAR, "
        "reason_zh VARCHAR)"
    )
    workspace.run(f"CREATE TABLE over_{table} (_row BIGINT)")
    workspace.view(
        f"sound_{table}", f"SELECT * FROM new_{table} ANTI JOIN bad_{table} USING (_row)"
    )


def _check_rows(workspace: Workspace, candidates: Candidates) -> None:
    """One pass: rows that break any rule, then one line per broken rule."""
    found = findings(candidates)
    lines = ", ".join(
        f"CASE WHEN {finding.broken} THEN {{column_name: {literal(finding.column)}, "
        f"value: {candidates.raw(finding.column)}, rule: {literal(finding.rule)}, "
        f"reason: {finding.reason.en}, reason_zh: {finding.reason.zh}}} END"
        for finding in found
    )
    broken = " OR ".join(f"({finding.broken})" for finding in found)
    workspace.run(
        f"INSERT INTO bad_{candidates.table} "
        "SELECT _row, line.column_name, line.value, line.rule, line.reason, line.reason_zh FROM ("
        f"SELECT _row, unnest([{lines}]) AS line FROM new_{candidates.table} WHERE {broken}"
        ") WHERE line IS NOT NULL"
    )


def _show_result(workspace: Workspace, candidates: Candidates) -> None:
    table = candidates.table
    workspace.view(
        f"ok_{table}", f"SELECT * FROM sound_{table} ANTI JOIN over_{table} USING (_row)"
    )
    columns, key = _columns(candidates.schema), _key(candidates.schema)
    fresh = f"SELECT {columns} FROM ok_{table} WHERE NOT _delete"
    workspace.view(f"stays_{table}", _staying(workspace, candidates, columns, key))
    stays = f"SELECT {columns} FROM stays_{table} ANTI JOIN ({fresh}) USING ({key})"
    workspace.view(f"now_{table}", f"{stays} UNION ALL {fresh}")


def _staying(workspace: Workspace, candidates: Candidates, columns: str, key: str) -> str:
    """Old rows that this delivery does not end. A full one ends those of ours that it does not
    show; a row of it that is in quarantine shows its old one, and one whose key cannot be read
    might be any of them."""
    table = candidates.table
    if not candidates.full or is_blind(workspace, candidates):
        return f"SELECT {columns} FROM was_{table}"
    shown = f"SELECT {key} FROM new_{table} UNION SELECT {key} FROM theirs_{table}"
    return f"SELECT {columns} FROM was_{table} SEMI JOIN ({shown}) USING ({key})"


def is_blind(workspace: Workspace, candidates: Candidates) -> bool:
    """Some row cannot be told at all: it does not fit the columns, or has no readable key."""
    unread = " OR ".join(f"{name(column)} IS NULL" for column in candidates.schema.key)
    return candidates.ragged > 0 or bool(
        workspace.rows(f"SELECT 1 FROM new_{candidates.table} WHERE {unread} LIMIT 1")
    )


def _show_unchanged(workspace: Workspace, table: str) -> None:
    columns = _columns(CONTRACT[table])
    workspace.view(f"now_{table}", f"SELECT {columns} FROM was_{table}")


def _columns(schema: TableSchema) -> str:
    return ", ".join(name(column.name) for column in schema.columns)


def _key(schema: TableSchema) -> str:
    return ", ".join(name(column) for column in schema.key)
