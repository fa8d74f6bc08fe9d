"""Entries of earlier releases get their places in the chain; the database refuses to change any of
what is written once, also to empty a table (PostgreSQL), but for reads that retention declared."""

from django.db import migrations

from hengke.apps.audit import canonical, chain

AT_ONCE = 2_000
TABLES = ("audit_entry", "audit_link", "audit_seal", "audit_head", "audit_expiry", "audit_read")
NEW = TABLES[1:]
EXPIRED = "{row}.id > coalesce((SELECT max(last_id) FROM audit_expiry), 0)"
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} {when}
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END
"""
POSTGRESQL_ROWS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()
"""
POSTGRESQL_READS = (
    """
    CREATE FUNCTION audit_read_refuse() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE' OR """ + EXPIRED.format(row="OLD") + """ THEN
            RAISE EXCEPTION 'audit entries are append-only';
        END IF;
        RETURN OLD;
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER audit_read_append_only BEFORE UPDATE OR DELETE ON audit_read
    FOR EACH ROW EXECUTE FUNCTION audit_read_refuse()
    """,
    """
    CREATE FUNCTION audit_refuse_emptying() RETURNS trigger AS $$
    DECLARE filled boolean;
    BEGIN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;
        IF filled THEN RAISE EXCEPTION 'audit entries are append-only'; END IF;
        RETURN NULL;
    END $$ LANGUAGE plpgsql
    """,
)  # fmt: skip
POSTGRESQL_EMPTYING = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_emptying()
"""


def link(apps, schema_editor):
    connection = schema_editor.connection
    done, number, previous = 0, 0, canonical.START
    with connection.cursor() as cursor:
        while rows := _entries_after(cursor, done):
            links = chain.following(rows, number, previous)
            cursor.executemany(chain.INSERT, links)
            done, number, previous = rows[-1][0], links[-1][0], links[-1][3]


def _entries_after(cursor, done):
    cursor.execute(
        f"SELECT {chain.COLUMNS} FROM audit_entry WHERE id > %s ORDER BY id LIMIT {AT_ONCE}",
        [done],
    )
    return cursor.fetchall()


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        statements = [
            SQLITE.format(table=table, verb=verb, when=_when(table, verb))
            for table in NEW
            for verb in ("UPDATE", "DELETE")
        ]
    else:
        statements = [
            *(POSTGRESQL_ROWS.format(table=table) for table in NEW if table != "audit_read"),
            *POSTGRESQL_READS,
            *(POSTGRESQL_EMPTYING.format(table=table) for table in TABLES),
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _when(table, verb):
    expires = (table, verb) == ("audit_read", "DELETE")
    return "WHEN " + EXPIRED.format(row="OLD") if expires else ""


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in NEW:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    for table in NEW:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    for function in ("audit_read_refuse", "audit_refuse_emptying"):
        schema_editor.execute(f"DROP FUNCTION {function}()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain")]
    operations = [
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.RunPython(forbid, allow),
    ]
