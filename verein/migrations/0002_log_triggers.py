"""The audit log only grows: the database itself refuses to change or delete its entries.

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
"""
SQLITE = """
CREATE TRIGGER verein_log_append_only BEFORE UPDATE ON verein_logentry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER verein_log_append_only ON verein_logentry")
        schema_editor.execute("DROP FUNCTION verein_log_is_append_only()")
    else:
        schema_editor.execute("DROP TRIGGER verein_log_append_only")


class Migration(migrations.Migration):
    dependencies = [("verein", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
