"""A restored workbench: tables of PostgreSQL filled again, and the restoring itself on record."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from hengke.apps.audit import api as audit
from hengke.apps.audit.restoring import declare
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines.backup.archive import Reader
from hengke.pipelines.backup.contents import DATABASE, Contents, Member
from hengke.pipelines.backup.postgresql import SUFFIX, placed, quoted

COUNTERS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND (is_identity = 'YES' OR column_default LIKE 'nextval(%')
"""


def finish(reader: Reader) -> None:
    """Fill the database that Django has open where the archive has its tables, bring it to today's
    form, and write down that it was restored: an intended step back is told from tampering. The
    signed heads say so, too, also those of the second place (`HENGKE_AUDIT_HEADS`)."""
    contents = reader.contents
    if contents.database == "postgresql":
        _check_empty(contents)
        _make_form_of(contents)
        with transaction.atomic():
            _fill(reader)
    call_command("migrate", verbosity=0, interactive=False)
    declare(
        settings.HENGKE_HOME, reason=f"hengke restore: backup of {contents.made_at}",
        now=clock.now(),
    )  # fmt: skip
    with transaction.atomic():
        audit.record(
            "workbench.restored", by=None, made_at=contents.made_at, release=contents.release,
            run_id=contents.run_id, sequence=contents.sequence,
        )  # fmt: skip
    connection.close()


def _check_empty(contents: Contents) -> None:
    """A form that an earlier attempt made is no hindrance, as long as nothing is in it."""
    tables = set(connection.introspection.table_names())
    applied = set(_executor().loader.applied_migrations)
    with connection.cursor() as cursor:
        for table in sorted(tables - {"django_migrations"}):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})")
            if cursor.fetchone()[0] or not applied <= set(contents.migrations):
                raise Refused(
                    "The database to restore into is not empty: {table} has rows.",
                    next_step="Name a new database in DATABASE_URL; nothing was changed in this "
                    "one.",
                    table=table,
                )


def _make_form_of(contents: Contents) -> None:
    """The tables as they were when the archive was made; this release may go on from there."""
    executor = _executor()
    known, wanted = executor.loader.graph.nodes, set(contents.migrations)
    if unknown := sorted(wanted - set(known)):
        raise Refused(
            "The database of this backup has a form that this release does not know: {name}.",
            next_step="Restore it with the release that made it, or a newer one.",
            name=".".join(unknown[0]),
        )
    ends = [node for node in sorted(wanted) if not _goes_on(executor, node, wanted)]
    executor.migrate(ends)


def _goes_on(executor: Any, node: tuple[str, str], wanted: set[tuple[str, str]]) -> bool:
    children = executor.loader.graph.node_map[node].children
    return any(child.key[0] == node[0] and child.key in wanted for child in children)


def _fill(reader: Reader) -> None:
    """Rows, what counts on from them, and notes on tables; what migrations put there goes first."""
    members = {
        member.name.removeprefix(DATABASE).removesuffix(SUFFIX): member
        for member in reader.contents.members
        if member.name.startswith(DATABASE)
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in sorted(members):
            cursor.execute(f"DELETE FROM {quoted(table)}")
        for table, member in members.items():
            _check_rows(table, _copied(cursor, table, reader, member), reader.contents)
        _count_on(cursor)
        for table, text in reader.contents.comments.items():
            cursor.execute(f"COMMENT ON TABLE {quoted(table)} IS %s", [text])


def _copied(cursor: Any, table: str, reader: Reader, member: Member) -> int:
    """The first line of the member names the columns."""
    chunks = reader.chunks(member)
    head = b""
    while b"\n" not in head:
        head += next(chunks)
    names, _, rest = head.partition(b"\n")
    columns = names.decode().split("\t")
    with cursor.copy(f"COPY {placed(table, columns)} FROM STDIN") as rows:
        for some in chain((rest,), chunks):
            rows.write(some)
    return int(cursor.rowcount)


def _check_rows(table: str, loaded: int, contents: Contents) -> None:
    if loaded != contents.tables[table]:
        raise Refused(
            "{table} has {loaded:,} rows after loading and {saved:,} in the backup.",
            next_step="Take an earlier backup; nothing was kept of this attempt.",
            table=table,
            loaded=loaded,
            saved=contents.tables[table],
        )


def _count_on(cursor: Any) -> None:
    cursor.execute(COUNTERS)
    for table, column in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({quoted(column)}), 1), "
            f"max({quoted(column)}) IS NOT NULL) FROM {quoted(table)}",
            [quoted(table), column],
        )


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connection)
