"""Receipts, letters and what was printed are kept: the database refuses to change them, or to delete them.

On SQLite the deletion is not refused: Django empties tables by DELETE there (tests, `manage.py flush`).
"""

from typing import Any

from django.db import migrations

TABLES = ("billing_paper", "billing_postrun", "billing_postitem")
POSTGRESQL = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION billing_ledger_is_kept();
"""
SQLITE = """
CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""


def add(apps: Any, editor: Any) -> None:
    for table in TABLES:
        editor.execute((POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE).format(table=table))


def remove(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_kept" + (f" ON {table}" if on_postgresql else ""))


class Migration(migrations.Migration):
    dependencies = [("billing", "0020_reminders_are_kept")]
    operations = [migrations.RunPython(add, remove)]
