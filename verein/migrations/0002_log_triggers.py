"""The audit log and the chain over it only grow: the database itself refuses to change or delete their rows.

On SQLite the deletion is not refused: Django empties tables by DELETE there (tests, `manage.py flush`), and SQLite is for
the demo. PostgreSQL empties them by TRUNCATE, which row triggers do not see.
"""

from typing import Any

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION verein_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER verein_log_append_only BEFORE UPDATE OR DELETE ON verein_logentry
FOR EACH ROW EXECUTE FUNCTION verein_log_is_append_only();
CREATE TRIGGER verein_chain_append_only BEFORE UPDATE OR DELETE ON verein_loglink
FOR EACH ROW EXECUTE FUNCTION verein_log_is_append_only();
"""
SQLITE = """
CREATE TRIGGER verein_{name}_append_only BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
TABLES = {"log": "verein_logentry", "chain": "verein_loglink"}


def create(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for name, table in TABLES.items():
        schema_editor.execute(SQLITE.format(name=name, table=table))


def drop(apps: Any, schema_editor: Any) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table in TABLES.items():
        schema_editor.execute(f"DROP TRIGGER verein_{name}_append_only" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION verein_log_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("verein", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
