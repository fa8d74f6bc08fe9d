"""First and last rows of an account: what they say of the days before them.

An account that no balance speaks of is unknown from its opening on. Its first balance changes
that for all these days, and where its balance was worked out from bookings until then, it
changes since when such balances are known at all: any day. The same holds when the last row goes.
"""

from __future__ import annotations

from collections.abc import Collection

from hengke.pipelines.intake.workspace import Workspace

STATED = "balance_minor IS NOT NULL"
ANY_DAY = None


def days_before(workspace: Workspace, tables: Collection[str]) -> list[str | None]:
    """Since when the rows of a delivery say something new of the days before them."""
    found: list[str | None] = []
    if "balances" in tables:
        found += _since_opening(
            workspace, tables, "SELECT account_id FROM fresh_balances", booked=STATED
        )
        if _nothing_left(workspace, "balances", "account_id, balance_date", "true"):
            found.append(ANY_DAY)
    if "withheld" in tables:
        unread = (
            "SELECT account_id FROM fresh_withheld WHERE \"table\" IN ('balances', 'transactions')"
        )
        found += _since_opening(workspace, tables, unread, booked=STATED)
    if "transactions" in tables:
        stated = f"SELECT account_id FROM fresh_transactions WHERE {STATED}"
        before = f"SELECT account_id FROM was_transactions WHERE {STATED}"
        found += _since_opening(workspace, tables, stated, booked="true", known=before)
        if _nothing_left(workspace, "transactions", "transaction_id", STATED):
            found.append(ANY_DAY)
    if "snapshots" in tables and _first_snapshot(workspace):
        found.append(ANY_DAY)
    return found + _newcomers(workspace, tables)


def _newcomers(workspace: Workspace, tables: Collection[str]) -> list[str | None]:
    """New customers are known since the day that their row says. Customers and products that
    accounts named before they came may touch any day, and so do people of whom nothing is dated."""
    found: list[str | None] = []
    new = "SELECT * FROM fresh_{0} ANTI JOIN was_{0} USING ({1}) "
    for table, key in (("customers", "customer_id"), ("products", "product_id")):
        named = new.format(table, key) + f"SEMI JOIN was_accounts USING ({key}) LIMIT 1"
        if table in tables and workspace.rows(named):
            found.append(ANY_DAY)
    if "customers" in tables and workspace.rows("SELECT 1 FROM was_customers LIMIT 1"):
        accounts = "fresh_accounts" if "accounts" in tables else "was_accounts"
        first, undated = workspace.rows(
            f"WITH new AS ({new.format('customers', 'customer_id')}) "
            "SELECT CAST(min(opened_on) AS VARCHAR), "
            f"coalesce(bool_or(opened_on IS NULL AND a.customer_id IS NULL), false) FROM new "
            f"LEFT JOIN (SELECT DISTINCT customer_id FROM {accounts}) a USING (customer_id)"
        )[0]
        found += [ANY_DAY] if undated else [first] if first else []
    return found


def _since_opening(
    workspace: Workspace, tables: Collection[str], named: str, *, booked: str, known: str = ""
) -> list[str | None]:
    """The earliest opening of the accounts named that no balance (nor `known`) spoke of so far.

    Nearly always there are none: then the bookings of years are not looked through.
    """
    workspace.run(
        "CREATE OR REPLACE TABLE silent AS SELECT DISTINCT account_id "
        f"FROM ({named}) ANTI JOIN was_balances USING (account_id)"
    )
    if known and workspace.count("silent"):
        spoken = f"SELECT account_id FROM ({known}) SEMI JOIN silent USING (account_id)"
        workspace.run(f"DELETE FROM silent WHERE account_id IN ({spoken})")
    if not workspace.count("silent"):
        return []
    accounts = "SELECT account_id, opened_on FROM was_accounts"
    if "accounts" in tables:
        accounts += " UNION ALL SELECT account_id, opened_on FROM fresh_accounts"
    first, unclear = workspace.rows(
        "WITH booked AS (SELECT DISTINCT account_id FROM was_transactions "
        f"SEMI JOIN silent USING (account_id) WHERE {booked}) "
        "SELECT CAST(min(opened_on) AS VARCHAR), "
        "coalesce(bool_or(opened_on IS NULL OR booked.account_id IS NOT NULL), false) "
        f"FROM silent JOIN ({accounts}) USING (account_id) LEFT JOIN booked USING (account_id)"
    )[0]
    if unclear:
        return [ANY_DAY]
    return [first] if first else []


def _nothing_left(workspace: Workspace, table: str, key: str, counted: str) -> bool:
    """Has an account lost the last of its rows that count?"""
    if not workspace.count(f"leaving_{table}"):
        return False
    workspace.run(
        "CREATE OR REPLACE TABLE losing AS SELECT DISTINCT account_id FROM "
        f"(SELECT account_id FROM was_{table} SEMI JOIN leaving_{table} USING ({key}) "
        f"WHERE {counted}) "
        f"ANTI JOIN (SELECT account_id FROM fresh_{table} WHERE {counted}) USING (account_id)"
    )
    if not workspace.count("losing"):  # each of them has a row in the delivery itself
        return False
    left = (
        f"SELECT account_id FROM was_{table} SEMI JOIN losing USING (account_id) "
        f"ANTI JOIN leaving_{table} USING ({key}) WHERE {counted}"
    )
    return bool(
        workspace.rows(f"SELECT 1 FROM losing ANTI JOIN ({left}) USING (account_id) LIMIT 1")
    )


def _first_snapshot(workspace: Workspace) -> bool:
    shown = "SELECT 1 FROM {} WHERE \"table\" = 'balances' LIMIT 1"
    had = workspace.rows(shown.format("was_snapshots"))
    return not had and bool(workspace.rows(shown.format("fresh_snapshots")))
