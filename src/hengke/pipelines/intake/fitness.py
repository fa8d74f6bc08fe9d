"""How good is a delivery, field by field? Counted while its rows are at hand, kept with the batch.

One pass per table over the rows that came, so the cost follows the delivery and not the book. Only
counts are kept, never a value, and of a field that is in order nothing but its name. Doubles of
identifiers are counted by their fingerprint where values lie sealed.
"""

from __future__ import annotations

from typing import Any

from hengke.engine.schemas import TableSchema
from hengke.pipelines.intake.candidates import CONSTANTS, Candidates
from hengke.pipelines.intake.flaws import of_rows
from hengke.pipelines.intake.received import Received
from hengke.pipelines.intake.sql_text import name
from hengke.pipelines.intake.touched import DAY_OF
from hengke.pipelines.intake.workspace import Workspace

IDENTIFIERS = {"customers": ("id_number", "phone", "email")}
"""Columns beside the key of which one value should mean one customer."""
HELD = {
    "customers": ("closed_on",), "relations": ("related_id", "valid_to"),
    "accounts": ("closed_on", "matures_on"), "account_holders": ("share_ppm",),
    "balances": ("balance_minor", "currency"), "transactions": ("amount_minor", "currency"),
    "loan_status": ("currency",),
}  # fmt: skip
"""Columns beside the references that such a rule looks at."""
MISSING = "missing"  # the rule of required columns: its rows are among the empty ones


def measured(
    workspace: Workspace,
    tables: dict[str, Candidates],
    received: Received,
    flawed: list[dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """By table: `rows`, delivered `fields`, rows `empty` and `doubled` by field, rows `broken` by
    field and rule, the `newest` day; and which fields are its `key`, its `day`, stand `once` or
    are `held` against others. Needs the table `refused`; `flawed` are identifiers that cannot be
    right (`flaws.found`), whose rows are broken by what is wrong with them."""
    broken = _broken(workspace)
    for one in flawed:
        broken.setdefault(one["table"], {}).setdefault(one["column"], {})[one["rule"]] = one["rows"]
    found = {}
    for table, candidates in tables.items():
        fields = _fields(candidates, received)
        if fields:
            counts = _counted(workspace, candidates, fields)
            wrong = {"broken": broken.get(table, {})}
            found[table] = {"fields": fields, **_roles(candidates.schema), **counts, **wrong}
    return found


def _roles(schema: TableSchema) -> dict[str, Any]:
    references = [reference.column for reference in schema.references]
    return {
        "key": ", ".join(schema.key),
        "day": DAY_OF.get(schema.name, ""),
        "once": list(IDENTIFIERS.get(schema.name, ())),
        "held": [*references, *HELD.get(schema.name, ())],
    }


def _fields(candidates: Candidates, received: Received) -> list[str]:
    """Columns that a file feeds; what stands in the mapping itself says nothing of the bank."""
    fed: set[str] = set()
    for part in candidates.parts:
        if part.source != CONSTANTS:
            fed.update(part.target.columns)
            if part.target.as_contract:
                fed.update(received.relations[part.source].types)
    return [column.name for column in candidates.schema.columns if column.name in fed]


def _counted(workspace: Workspace, candidates: Candidates, fields: list[str]) -> dict[str, Any]:
    table = candidates.table
    own = [field for field in IDENTIFIERS.get(table, ()) if field in fields]
    figures = ["count(*)", _newest(table)]
    figures += [f"count(*) FILTER ({_is_empty(candidates, field)})" for field in fields]
    figures += [_doubled(candidates, field) for field in own]
    rows, newest, *counts = workspace.rows(
        f"SELECT {', '.join(figures)} FROM new_{table} WHERE {of_rows(candidates)}"
    )[0]
    return {
        "rows": rows,
        "newest": newest,
        "empty": _some(fields, counts),
        "doubled": _some(own, counts[len(fields) :]),
    }


def _is_empty(candidates: Candidates, field: str) -> str:
    """Nothing came: what cannot be read is not empty but wrong."""
    return f"{name(field)} IS NULL AND {candidates.raw(field)} IS NULL"


def _doubled(candidates: Candidates, field: str) -> str:
    fingerprint = f"{field}_key"
    own = name(fingerprint if fingerprint in candidates.columns else field)
    return f"count({own}) - count(DISTINCT {own})"


def _newest(table: str) -> str:
    """The last observed day of rows that are in order: a slip of the pen is no news."""
    if table not in DAY_OF:
        return "NULL"
    sound = f"(SELECT max({name(DAY_OF[table])}) FROM sound_{table} WHERE NOT _delete)"
    return f"CAST(CAST({sound} AS DATE) AS VARCHAR)"


def _broken(workspace: Workspace) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    for table, field, rule, rows in workspace.rows(
        'SELECT "table", "column", rule, count(*) FROM refused '
        'GROUP BY ALL ORDER BY "table", "column", rule'
    ):
        if rule != MISSING:
            found.setdefault(table, {}).setdefault(field, {})[rule] = rows
    return found


def _some(fields: list[str], counts: list[int]) -> dict[str, int]:
    return {field: count for field, count in zip(fields, counts, strict=False) if count}
