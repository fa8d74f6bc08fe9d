"""Holes: what is known of rows in quarantine, kept until a good row takes their place.

An account whose row was refused is not an account that holds nothing. The engine leaves unknown
whatever such a row may concern (engine.features.withheld).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.functions import opened
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.stage_rows import FILES_PER_PART, ROWS_PER_FILE
from hengke.pipelines.intake.workspace import Workspace

TABLE = "withheld"
HARMLESS = "('duplicate_key', 'still_needed')"  # another row counts; the old row stays
COLUMNS = '"table", row_key, account_id, customer_id, from_on, through_on, observed'
EVER = "DATE '0001-01-01'", "DATE '9999-12-31'"


@dataclass(frozen=True)
class _Hole:
    """Which column of a table is the day of its rows; what else of them is kept."""

    day: str = ""
    last_day: bool = True  # false: the row concerns every day from its own on
    customer: bool = False
    observed: bool = False


HOLES = {
    "accounts": _Hole(day="opened_on", last_day=False, customer=True),
    "account_holders": _Hole(customer=True),
    "balances": _Hole(day="balance_date", observed=True),
    "transactions": _Hole(day="booked_on"),
}
NAMED_BY = {
    "accounts": ("customer_id", "customers"),
    "balances": ("account_id", "accounts"),
    "transactions": ("account_id", "accounts"),
}
"""By what a row that does not fit the columns can still be told: a key, and where it is known."""


def show_withheld(workspace: Workspace, tables: dict[str, Candidates]) -> None:
    """Make `ok_withheld` and add to `gone_withheld`; needs `settle`."""
    delivered = [candidates for table, candidates in tables.items() if table in HOLES]
    selects = [f"SELECT {COLUMNS} FROM was_{TABLE} WHERE false"]
    for one in delivered:
        if workspace.count(f"bad_{one.table}"):
            _show_known(workspace, one)
            selects.append(_refused(one))
    selects += [_misfit(one) for one in delivered if one.ragged and one.table in NAMED_BY]
    workspace.run(
        f"CREATE TABLE ok_{TABLE} AS SELECT {COLUMNS}, row_number() OVER () AS _row, "
        'false AS _delete FROM (SELECT "table", row_key, any_value(account_id) AS account_id, '
        "any_value(customer_id) AS customer_id, min(from_on) AS from_on, "
        "max(through_on) AS through_on, any_value(observed) AS observed "
        f'FROM ({" UNION ALL ".join(selects)}) GROUP BY "table", row_key)'
    )
    for candidates in delivered:
        ours = f'(FROM was_{TABLE} WHERE "table" = {literal(candidates.table)})'
        if workspace.count(ours):
            filled = (
                f'SELECT "table", row_key FROM {ours} w WHERE {test}'
                for test in _filled(candidates)
            )
            workspace.run(
                f'INSERT INTO gone_{TABLE} SELECT DISTINCT "table", row_key '
                f"FROM ({' UNION ALL '.join(filled)}) "
                f'ANTI JOIN ok_{TABLE} USING ("table", row_key)'
            )


def _show_known(workspace: Workspace, candidates: Candidates) -> None:
    """`known_<t>`: keys of refused rows of which a good row is there, old or new. Asked for these
    few keys alone, a book of years need not be read for them."""
    table = candidates.table
    key = ", ".join(name(column) for column in candidates.schema.key)
    asked = f"(SELECT {key} FROM new_{table} SEMI JOIN bad_{table} USING (_row))"
    workspace.run(
        f"CREATE TABLE known_{table} AS SELECT {key} FROM stays_{table} SEMI JOIN {asked} "
        f"USING ({key}) UNION SELECT {key} FROM ok_{table} SEMI JOIN {asked} USING ({key}) "
        "WHERE NOT _delete"
    )


def _refused(candidates: Candidates) -> str:
    """Rows of one table that leave a hole: no good row of their key is there, old or new."""
    table, hole = candidates.table, HOLES[candidates.table]
    account = f"coalesce(account_id, {candidates.text('account_id')})"
    customer = (
        f"coalesce(customer_id, {candidates.text('customer_id')})" if hole.customer else "NULL"
    )
    first, last = _days(candidates)
    wanted = "role IS DISTINCT FROM 'disponent'" if table == "account_holders" else "true"
    known = " AND ".join(f"k.{name(c)} = n.{name(c)}" for c in candidates.schema.key)
    named = f"{account} IS NOT NULL" + (f" OR {customer} IS NOT NULL" if hole.customer else "")
    return (
        f'SELECT {literal(table)} AS "table", {_key_text(candidates)} AS row_key, '
        f"coalesce({account}, {_key_text(candidates)}) AS account_id, "
        f"{customer} AS customer_id, {first} AS from_on, {last} AS through_on, "
        f"{'observed' if hole.observed else 'NULL'} AS observed "
        f"FROM new_{table} n SEMI JOIN (SELECT _row FROM bad_{table} WHERE rule NOT IN {HARMLESS}) "
        f"USING (_row) WHERE NOT _delete AND {wanted} AND ({named}) "
        f"AND NOT EXISTS (FROM known_{table} k WHERE {known})"
    )


def _misfit(candidates: Candidates) -> str:
    """Rows that do not fit the columns: whom they are about is the longest word that is a known
    number of a customer or an account."""
    table, hole = candidates.table, HOLES[candidates.table]
    key, parent = NAMED_BY[table]
    named = (
        f"SELECT _file, _line, word FROM (SELECT _file, _line, "
        f"unnest(regexp_split_to_array({opened('text')}, '[^\\w-]+')) AS word FROM misfits "
        f"WHERE _file IN (SELECT _file FROM new_{table})) "
        f"SEMI JOIN (SELECT {key} AS word FROM now_{parent}) USING (word) "
        "QUALIFY rank() OVER (PARTITION BY _file, _line ORDER BY length(word) DESC) = 1"
    )
    edges = ["CAST(NULL AS DATE)", "CAST(NULL AS DATE)"]
    if hole.last_day:
        edges = [
            f"(SELECT {edge}({hole.day}) FROM sound_{table} s WHERE s._file = m._file)"
            for edge in ("min", "max")
        ]
    account = "word" if key == "account_id" else "'?' || word"
    return (
        f"SELECT {literal(table)}, '?' || word, "
        f"{account}, "
        f"{'word' if key == 'customer_id' else 'NULL'}, {edges[0]}, {edges[1]}, "
        f"{_observed(candidates)} FROM ({named}) m"
    )


def _observed(candidates: Candidates) -> str:
    """Of a table whose rows are all of one kind, that kind."""
    if not HOLES[candidates.table].observed:
        return "NULL"
    return f"(SELECT any_value(observed) FROM sound_{candidates.table} s WHERE s._file = m._file)"


def _days(candidates: Candidates) -> tuple[str, str]:
    """The row's own day; else, of rows with a day of their own, those that its file shows."""
    table, hole = candidates.table, HOLES[candidates.table]
    if not hole.day:
        return "CAST(NULL AS DATE)", "CAST(NULL AS DATE)"
    wrong = (
        f"_row IN (SELECT _row FROM bad_{table} WHERE column_name = {literal(hole.day)} "
        "AND rule IN ('implausible_date', 'dates_out_of_order'))"
    )
    own = f"if({wrong}, CAST(NULL AS DATE), {hole.day})"
    if not hole.last_day:
        return own, "CAST(NULL AS DATE)"
    shown = (
        f"(SELECT {{edge}}({hole.day}) FROM sound_{table} s WHERE s._row // {ROWS_PER_FILE} % "
        f"{FILES_PER_PART} = n._row // {ROWS_PER_FILE} % {FILES_PER_PART})"
    )
    first, last = (f"coalesce({own}, {shown.format(edge=edge)})" for edge in ("min", "max"))
    return first, last


def _key_text(candidates: Candidates) -> str:
    """The key as it was read, so that the same row delivered again finds its place; of a row that
    has none, a question mark and whom it is about."""
    key = _joined(candidates, candidates.schema.key)
    about = [c for c in ("account_id", "customer_id") if c in _names(candidates)]
    return f"coalesce(nullif({key}, ''), '?' || {_joined(candidates, about)})"


def _joined(candidates: Candidates, columns: Iterable[str]) -> str:
    parts = (
        f"coalesce(CAST({name(column)} AS VARCHAR), {candidates.text(column)}, '')"
        for column in columns
    )
    return f"concat_ws('/', {', '.join(parts)})"


def _names(candidates: Candidates) -> set[str]:
    return {column.name for column in candidates.schema.columns}


def _filled(candidates: Candidates) -> list[str]:
    """Conditions over `was_withheld` w: a row of this delivery fills the hole, or the delivery is
    the whole table and does not show the row any more."""
    table, hole = candidates.table, HOLES[candidates.table]
    good = f"FROM ok_{table} g WHERE NOT g._delete"
    tests = [f"EXISTS ({good} AND {_key_of_good(candidates)} = w.row_key)"]
    nameless = "starts_with(w.row_key, '?') AND "
    if table == "accounts":
        tests.append(f"{nameless}EXISTS ({good} AND g.customer_id = w.customer_id)")
    elif hole.day:
        tests.append(
            f"{'' if table == 'balances' else nameless}"
            f"EXISTS ({good} AND g.account_id = w.account_id AND g.{hole.day} "
            f"BETWEEN coalesce(w.from_on, {EVER[0]}) AND coalesce(w.through_on, {EVER[1]}))"
        )
    if candidates.full:
        tests.append(f"row_key NOT IN (SELECT row_key FROM theirs_{TABLE})")
    return tests


def _key_of_good(candidates: Candidates) -> str:
    parts = (f"CAST(g.{name(column)} AS VARCHAR)" for column in candidates.schema.key)
    return f"concat_ws('/', {', '.join(parts)})"
