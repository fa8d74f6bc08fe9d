"""The statements of the switch, in plain SQL that SQLite and PostgreSQL read alike.

Staged tables are looked up in `STAGING`: differences (`changes`) where the files of what is shown
are known, whole tables else. What people change as well comes last, so that whoever works on a task
meanwhile waits for the end of the switch and not for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hengke.pipelines.publishing import changes, passages, tag_history
from hengke.pipelines.publishing.exchange import inserted, replaced
from hengke.pipelines.publishing.store import Store
from hengke.pipelines.publishing.tables import (
    ASSESSMENTS,
    BOOK_POINTS,
    CUSTOMERS,
    REPLACED,
    STAGED,
    STAGING,
    TASKS,
)

FILLED = (*(t.table for t in STAGED if t is not TASKS), passages.TABLE, tag_history.TABLE)
"""Tables whose rows come from runs alone; tasks are people's too, and looked up by their key."""
SCOPED = (*(table.table for table in REPLACED if table.scoped), passages.TABLE)
"""Whose rows say by themselves who may see them."""
CURRENT = f"(SELECT as_of FROM {STAGING}.runs WHERE is_current)"


def statements(store: Store, *, as_changes: bool) -> Iterator[str]:
    """Everything between BEGIN and COMMIT, in order.

    Into a workbench that shows nothing yet, rows are written first and indexed afterwards: each
    index in one go instead of row by row. Later nights find the indexes in use and leave them.
    """
    filled = () if _something_is_shown(store) else FILLED
    indexes = [pair for table in filled for pair in store.indexes(table)]
    yield from (dropped for dropped, _ in indexes)
    yield from _exchanged(store, as_changes=as_changes)
    yield from (made for _, made in indexes)


def _something_is_shown(store: Store) -> bool:
    return store.read("SELECT 1 FROM imports_run LIMIT 1") != []


def _exchanged(store: Store, *, as_changes: bool) -> Iterator[str]:
    yield from replaced(BOOK_POINTS)
    yield FORGET_ASSESSMENTS
    yield inserted(ASSESSMENTS)
    for table in REPLACED:
        yield from changes.written(store, table) if as_changes else replaced(table)
        if table is CUSTOMERS:
            yield ASSIGNED
    yield from passages.exchanged()
    if as_changes:
        yield from (_scoped(table) for table in SCOPED)
        yield from (changes.stamped(table) for table in REPLACED if not table.facts)
    yield from tag_history.exchanged(store, as_changes=as_changes)
    yield from _tasks()
    yield from _runs(store)
    yield from _batches(store)


ASSIGNED = """
UPDATE customers_customer SET branch_id = a.branch_id, manager_id = a.manager_id
FROM customers_assignment a WHERE a.customer_id = customers_customer.customer_id
AND (a.branch_id <> customers_customer.branch_id OR a.manager_id <> customers_customer.manager_id)
"""
"""What a branch head decided wins over the bank's file."""

FORGET_ASSESSMENTS = f"""
DELETE FROM {ASSESSMENTS.table} WHERE (policy, assessed_on) IN
(SELECT policy, assessed_on FROM {STAGING}.forgotten)
"""
"""Dates that another run computed anew, and those of a policy that is not enabled any more."""


def _scoped(table: str) -> str:
    """Rows that stayed while their customer went to another branch or manager."""
    return f"""
    UPDATE {table} SET branch_id = c.branch_id, manager_id = c.manager_id
    FROM customers_customer c WHERE c.customer_id = {table}.customer_id
    AND c.customer_id IN (SELECT customer_id FROM {STAGING}.customer_records_new
        UNION ALL SELECT customer_id FROM {STAGING}.customer_records_changed
        UNION ALL SELECT customer_id FROM customers_assignment)
    AND (c.branch_id <> {table}.branch_id OR c.manager_id <> {table}.manager_id)
    """


def _tasks() -> Iterator[str]:
    """The run's columns are refreshed, people's columns and people's own tasks stay."""
    yield f"""
    DELETE FROM care_task WHERE origin = 'run'
    AND (status = 'open' OR (status = 'snoozed' AND snoozed_until < {CURRENT}))
    AND NOT EXISTS (SELECT 1 FROM {STAGING}.tasks s WHERE s.task_key = care_task.task_key)
    """
    refreshed = [*TASKS.columns[1:], "branch_id", "manager_id"]
    changes = ", ".join(f"{column} = excluded.{column}" for column in refreshed)
    # "WHERE true" tells SQLite that ON begins the conflict clause and not a join
    yield (
        f"{inserted(TASKS)} WHERE true ON CONFLICT (task_key) DO UPDATE SET {changes} "
        "WHERE care_task.origin = 'run'"
    )
    yield """
    UPDATE care_task SET branch_id = c.branch_id, manager_id = c.manager_id
    FROM customers_customer c WHERE c.customer_id = care_task.customer_id
    AND (c.branch_id <> care_task.branch_id OR c.manager_id <> care_task.manager_id)
    """


def _runs(store: Store) -> Iterator[str]:
    """Every run is listed, one is current: nothing is until the last statement."""
    columns = (
        "run_id", "as_of", "known_at", "engine", "created_at", "seconds", "customers",
        "policies", "report",
    )  # fmt: skip
    yield "DELETE FROM imports_run"
    yield _listed(store, "imports_run", "runs", (*columns, "is_current"), ("policies", "report"))


def _batches(store: Store) -> Iterator[str]:
    columns = (
        "id", "source", "created_at", "status", "tables", "files", "earliest_date", "latest_date",
    )  # fmt: skip
    yield "DELETE FROM imports_batch"
    yield _listed(store, "imports_batch", "batches", columns, ("tables", "files"))


def _listed(
    store: Store, table: str, staged: str, columns: Sequence[str], json: Sequence[str]
) -> str:
    values = [store.json(column) if column in json else column for column in columns]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM {STAGING}.{staged}"
    )
