"""Which rows of the lake leave with customers who are forgotten, and a file without them.

An account leaves when nobody else owns it; disponents own nothing. Of a joint account only what is
the customer's leaves: where the account names them as its first holder, it names the owner with the
smallest number of those who stay. A household that is called after them is called after the
smallest number that stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.intake.sql_text import literal
from hengke.pipelines.intake.workspace import Workspace, files_sql
from hengke.pipelines.lake import Manifest
from hengke.pipelines.parts import linked, listed

Who = tuple[int, int]
ACCOUNTS, RECORDS = "accounts", "customer_records"
PEOPLE = ("customer_id", "related_id")
OWNERS = """
CREATE TABLE owners AS
SELECT account_id, customer_id FROM held WHERE role IS DISTINCT FROM 'disponent'
UNION SELECT account_id, customer_id FROM accounts
UNION SELECT account_id, customer_id FROM withheld
WHERE account_id IS NOT NULL AND customer_id IS NOT NULL
"""
GOING = """
CREATE TABLE going_accounts AS
SELECT account_id AS number, min(g.who) AS who
FROM owners LEFT JOIN going_customers g ON g.number = owners.customer_id
GROUP BY account_id HAVING count(*) = count(g.who)
"""
HEIRS = """
CREATE TABLE heirs AS SELECT account_id, min(customer_id) AS customer_id FROM owners
WHERE customer_id NOT IN (SELECT number FROM going_customers) GROUP BY account_id
"""


@dataclass
class Leaving:
    """What leaves. `rows` counts it per customer and table; a file that lies in several places is
    looked at once."""

    desk: Workspace
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    _seen: dict[Who, bool] = field(default_factory=dict)
    _written: dict[Who, Path] = field(default_factory=dict)

    def accounts(self) -> list[str]:
        found = self.desk.rows("SELECT number FROM going_accounts ORDER BY number")
        return [row[0] for row in found]

    def concerns(self, file: Path, table: str, label: str) -> bool:
        """Does the file hold a row that leaves or that names who is forgotten?"""
        if _who(file) not in self._seen:
            self._seen[_who(file)] = self._concerns(file, table, label)
        return self._seen[_who(file)]

    def write(self, file: Path, target: Path, table: str) -> None:
        """The file without those rows, in the order in which they stand."""
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        if (done := self._written.get(_who(file))) is not None:
            linked(done, target)
            return
        columns = pq.read_schema(file).names
        named = ", ".join(f"{to} AS {column}" for column, to in _renamed(columns, table).items())
        replaced = f" REPLACE ({named})" if named else ""
        self.desk.keep(
            f"SELECT * EXCLUDE (file_row_number){replaced} FROM {_rows(file)} "
            f"WHERE NOT {_leaves(columns, table)} ORDER BY file_row_number",
            target,
        )
        self._written[_who(file)] = target

    def households(self, files: Sequence[Path]) -> None:
        """After whom the households of one table are called from now on."""
        self.desk.run(
            "CREATE OR REPLACE TABLE houses AS SELECT household_id, min(customer_id) AS "
            f"customer_id FROM read_parquet([{listed(files)}]) WHERE household_id IN "
            "(SELECT number FROM going_customers) AND customer_id NOT IN "
            "(SELECT number FROM going_customers) GROUP BY household_id"
        )

    def _concerns(self, file: Path, table: str, label: str) -> bool:
        columns = pq.read_schema(file).names
        tests = _tests(columns, table)
        if not tests:
            return False
        whose = ", ".join(_whose(columns, table))
        found = self.desk.rows(
            f"SELECT coalesce({whose}, '') AS whose, count(*) FROM {_rows(file)} "
            f"WHERE {_leaves(columns, table)} GROUP BY whose ORDER BY whose"
        )
        for whom, rows in found:
            self.rows[whom, label] += rows
        return bool(found) or any(
            self.desk.rows(
                f"SELECT 1 FROM {_rows(file)} WHERE {column} IN "
                "(SELECT number FROM going_customers) LIMIT 1"
            )
            for column in _renamed(columns, table)
        )


def leaving(desk: Workspace, home: Home, manifest: Manifest, numbers: Iterable[str]) -> Leaving:
    """Found from the tables as they are; `numbers` are those of the customers."""
    desk.run("CREATE TABLE going_customers (number VARCHAR, who VARCHAR)")
    values = ", ".join(f"({literal(number)}, {literal(number)})" for number in numbers)
    desk.run(f"INSERT INTO going_customers VALUES {values}")
    for table, title in (("account_holders", "held"), (ACCOUNTS, ACCOUNTS), ("withheld",) * 2):
        paths = [str(path) for path in lake.silver_paths(home, manifest, table)]
        desk.view(title, files_sql(table, paths))
    for statement in (OWNERS, GOING, HEIRS):
        desk.run(statement)
    desk.run("CREATE TABLE houses (household_id VARCHAR, customer_id VARCHAR)")
    return Leaving(desk)


def _tests(columns: Sequence[str], table: str) -> list[str]:
    people = () if table == ACCOUNTS else PEOPLE
    found = [
        f"{column} IN (SELECT number FROM going_customers)" for column in people
        if column in columns
    ]  # fmt: skip
    if "account_id" in columns:
        found.append("account_id IN (SELECT number FROM going_accounts)")
    if "row_key" in columns:
        found.append(f"{_in_key('going_customers')} IS NOT NULL")
        found.append(f"{_in_key('going_accounts')} IS NOT NULL")
    return found


def _leaves(columns: Sequence[str], table: str) -> str:
    return f"coalesce({' OR '.join(_tests(columns, table)) or 'false'}, false)"


def _whose(columns: Sequence[str], table: str) -> list[str]:
    """On whose account a row leaves: SQL of the customer's number, the first that is not null."""
    people = () if table == ACCOUNTS else PEOPLE
    found = [
        f"(SELECT g.who FROM going_customers g WHERE g.number = {column})"
        for column in people if column in columns
    ]  # fmt: skip
    if "account_id" in columns:
        found.append("(SELECT g.who FROM going_accounts g WHERE g.number = account_id)")
    if "row_key" in columns:
        found += [_in_key("going_customers"), _in_key("going_accounts")]
    return found


def _in_key(going: str) -> str:
    """A number in the key of a row in quarantine, `?` where it was not whole."""
    return (
        f"(SELECT min(g.who) FROM {going} g "
        "WHERE list_contains(string_split(ltrim(row_key, '?'), '/'), g.number))"
    )


def _renamed(columns: Sequence[str], table: str) -> dict[str, str]:
    """Columns of rows that stay in which a forgotten number may stand, and what stands there."""
    if table == ACCOUNTS:
        heir = "(SELECT h.customer_id FROM heirs h WHERE h.account_id = _r.account_id)"
        return {"customer_id": _instead("customer_id", heir)}
    if table == RECORDS and "household_id" in columns:
        house = "(SELECT h.customer_id FROM houses h WHERE h.household_id = _r.household_id)"
        return {"household_id": _instead("household_id", house)}
    return {}


def _instead(column: str, heir: str) -> str:
    gone = f"{column} IN (SELECT number FROM going_customers)"
    return f"CASE WHEN {gone} THEN {heir} ELSE {column} END"


def _rows(file: Path) -> str:
    return f"read_parquet({literal(str(file))}, file_row_number = true) _r"


def _who(file: Path) -> Who:
    told = file.stat()
    return told.st_dev, told.st_ino
