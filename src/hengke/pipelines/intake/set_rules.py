"""Rules that need more than one row: keys, references, shares, currencies, signs.

Each adds the rows it objects to to `bad_<table>`; it sees `sound_<table>` only, so a row is not
blamed for another one's fault.
"""

from __future__ import annotations

from hengke.engine.schemas import Reference
from hengke.kernel.errors import Refused
from hengke.pipelines.intake import titles
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.reasons import either, reason
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.workspace import Workspace

WHOLE_PPM = 1_000_000
ROUNDING_PPM = 100  # per holder: three thirds as 33.33 % each make a whole
NEVER_OVERDRAWN = (
    "term_deposit", "structured_deposit", "certificate", "wealth", "fund", "insurance", "trust",
    "bond", "metal",
)  # fmt: skip
PAIRS_TO_TELL = 20  # that many bookings must run backwards before a whole file is refused


def object_to(workspace: Workspace, table: str, rows: str) -> int:
    """Add (_row, column_name, value, rule, reason, reason_zh); returns how many were added."""
    before = workspace.count(f"bad_{table}")
    workspace.run(
        f"INSERT INTO bad_{table} "
        f"SELECT _row, column_name, value, rule, reason, reason_zh FROM ({rows})"
    )
    return workspace.count(f"bad_{table}") - before


def unique_keys(workspace: Workspace, candidates: Candidates) -> None:
    """Of rows with one key the first counts and the others are refused; or, where the mapping says
    so (`duplicates = "last"`), the last counts and the others are corrected by it."""
    table, schema = candidates.table, candidates.schema
    key = ", ".join(name(column) for column in schema.key)
    doubled = f"(SELECT {key} FROM sound_{table} GROUP BY ALL HAVING count(*) > 1)"
    rows = f"sound_{table} SEMI JOIN {doubled} USING ({key})"
    if candidates.last_counts:
        workspace.run(
            f"INSERT INTO over_{table} SELECT _row FROM {rows} "
            f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _row DESC) > 1"
        )
        return
    content = f"hash({', '.join(name(column.name) for column in schema.columns)}, _delete)"
    shown = " || ' / ' || ".join(f"CAST({name(column)} AS VARCHAR)" for column in schema.key)
    first = {"line": "first_line", "file": "files.name"}
    why = either(
        ("same", reason("the same row stands in line {line} of {file}, which counts", **first)),
        otherwise=reason(
            "the key is taken by another row, line {line} of {file}, which counts", **first
        ),
    )
    object_to(
        workspace, table,
        f"SELECT _row, {literal(', '.join(schema.key))} AS column_name, {shown} AS value, "
        f"'duplicate_key' AS rule, {why.columns} FROM ("
        f"SELECT *, {content} = first_value({content}) OVER w AS same, "
        "first_value(_line) OVER w AS first_line, first_value(_file) OVER w AS first_file, "
        f"row_number() OVER w AS place FROM {rows} WINDOW w AS (PARTITION BY {key} ORDER BY _row)"
        ") JOIN files ON files._file = first_file WHERE place > 1",
    )  # fmt: skip


def references(workspace: Workspace, candidates: Candidates, delivered: set[str]) -> None:
    """Customers, products and accounts that rows name must exist (R020)."""
    for reference in candidates.schema.references:
        parent = reference.table
        empty = parent not in delivered and not workspace.rows(f"FROM now_{parent} LIMIT 1")
        if not empty:
            object_to(workspace, candidates.table, _orphans(candidates, reference, delivered))


def _orphans(candidates: Candidates, reference: Reference, delivered: set[str]) -> str:
    own, key, parent = name(reference.column), name(reference.key), reference.table
    known = f"(SELECT {key} AS {own} FROM now_{parent})"
    why = reason("not found in {table}", table=titles.of_table(parent))
    if parent in delivered:
        refused = f"(SELECT {key} FROM new_{parent} SEMI JOIN bad_{parent} USING (_row))"
        held = reason("its row in {table} is itself in quarantine", table=titles.of_table(parent))
        why = either((f"{own} IN {refused}", held), otherwise=why)
    return (
        f"SELECT _row, {literal(reference.column)} AS column_name, {own} AS value, "
        f"'unknown_reference' AS rule, {why.columns} FROM sound_{candidates.table} "
        f"ANTI JOIN {known} USING ({own}) WHERE NOT _delete AND {own} IS NOT NULL"
    )


def whole_shares(workspace: Workspace, candidates: Candidates) -> None:
    """The owners' shares of an account make a whole, counting holders that stay as they were; not
    where one of them was forgotten."""
    base = "theirs" if candidates.full else "was"
    stays = (
        f"SELECT account_id, role, share_ppm FROM {base}_account_holders "
        "SEMI JOIN sound_account_holders USING (account_id) "
        "ANTI JOIN sound_account_holders USING (account_id, customer_id) UNION ALL "
    )
    held = f"{stays}SELECT account_id, role, share_ppm FROM sound_account_holders WHERE NOT _delete"
    why = reason(
        "the shares of account {account} sum to {percent} %, not to 100 %",
        account="account_id", percent="CAST(total / 10000 AS DECIMAL(18, 4))",
    )  # fmt: skip
    object_to(
        workspace, "account_holders",
        f"SELECT _row, 'share_ppm' AS column_name, {candidates.raw('share_ppm')} AS value, "
        f"'shares_not_whole' AS rule, {why.columns} "
        "FROM sound_account_holders JOIN ("
        f"SELECT account_id, sum(share_ppm) AS total, count(*) AS owners FROM ({held}) "
        "WHERE role <> 'disponent' GROUP BY account_id) USING (account_id) "
        f"WHERE abs(total - {WHOLE_PPM}) > {ROUNDING_PPM} * owners "
        "AND account_id NOT IN (SELECT account_id FROM left_shares)",
    )  # fmt: skip


def same_currency(workspace: Workspace, candidates: Candidates) -> None:
    """Amounts are in the currency of their account."""
    table = candidates.table
    why = reason("the account is kept in {currency}", currency="a.currency")
    object_to(
        workspace, table,
        "SELECT _row, 'currency' AS column_name, s.currency AS value, 'currency' AS rule, "
        f"{why.columns} FROM sound_{table} s "
        "JOIN now_accounts a USING (account_id) WHERE NOT _delete AND s.currency <> a.currency",
    )  # fmt: skip


def balance_sign(workspace: Workspace, candidates: Candidates) -> None:
    """Savings cannot be below zero, loans not above: what the customer owes is negative."""
    never = ", ".join(literal(family) for family in NEVER_OVERDRAWN)
    why = either(
        (
            "p.family = 'loan'",
            reason("what the customer owes is negative: is the sign turned round (negate = true)?"),
        ),
        otherwise=reason("a balance of family {family} cannot be negative", family="p.family"),
    )
    object_to(
        workspace, "balances",
        f"SELECT _row, 'balance_minor' AS column_name, {candidates.raw('balance_minor')} AS value, "
        f"'sign' AS rule, {why.columns} FROM sound_balances s "
        "JOIN now_accounts a USING (account_id) JOIN now_products p USING (product_id) "
        f"WHERE NOT _delete AND ((p.family IN ({never}) AND balance_minor < 0) "
        "OR (p.family = 'loan' AND balance_minor > 0))",
    )  # fmt: skip


def booking_direction(workspace: Workspace, candidates: Candidates) -> None:
    """Running balances tell debit from credit: a booking after which the balance has moved by the
    same amount the other way is turned round. Only days with one booking are looked at, since the
    order within a day is unknown. A file in which most are turned round is refused as a whole."""
    if not workspace.rows("FROM sound_transactions WHERE balance_minor IS NOT NULL LIMIT 1"):
        return
    raw = candidates.raw("amount_minor")
    workspace.run(
        "CREATE TABLE steps AS SELECT _row, value, amount, balance - before AS step FROM ("
        "SELECT *, lag(balance) OVER w AS before, lag(alone) OVER w AS after_one FROM ("
        f"SELECT account_id, booked_on, any_value(_row) AS _row, any_value({raw}) AS value, "
        "any_value(amount_minor) AS amount, any_value(balance_minor) AS balance, "
        "count(*) = 1 AND count(balance_minor) = 1 AS alone "
        "FROM sound_transactions WHERE NOT _delete GROUP BY account_id, booked_on) "
        "WINDOW w AS (PARTITION BY account_id ORDER BY booked_on)) "
        "WHERE alone AND after_one AND amount <> 0 AND abs(balance - before) = abs(amount)"
    )
    right, turned = workspace.rows(
        "SELECT count(*) FILTER (step = amount), count(*) FILTER (step <> amount) FROM steps"
    )[0]
    if turned >= PAIRS_TO_TELL and turned > right:
        raise Refused(
            "Debit and credit are swapped: in {turned:,} of {compared:,} bookings that can be "
            "compared, the running balance moved the other way.",
            next_step="Swap them in the mapping (debit and credit, or the codes of sign); nothing "
            "was changed.",
            turned=turned,
            compared=turned + right,
        )
    why = reason(
        "the running balance moved by this amount the other way: debit and credit swapped?"
    )
    object_to(
        workspace, "transactions",
        "SELECT _row, 'amount_minor' AS column_name, value, 'direction' AS rule, "
        f"{why.columns} FROM steps WHERE step <> amount",
    )  # fmt: skip
