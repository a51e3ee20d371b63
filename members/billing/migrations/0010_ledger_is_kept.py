"""The ledger only grows: the database itself refuses to change issued documents, charges and postings, or to delete them.

On SQLite the deletion is not refused: Django empties tables by DELETE there (tests, `manage.py flush`).
"""

from typing import Any

from django.db import migrations

TABLES = ("billing_invoice", "billing_invoiceline", "billing_charge", "billing_invoicedocument", "billing_posting")

POSTGRESQL = """
CREATE FUNCTION billing_ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
"""
TRIGGER = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION billing_ledger_is_kept();
"""
SQLITE = """
CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""


def add(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    if on_postgresql:
        editor.execute(POSTGRESQL)
    for table in TABLES:
        editor.execute((TRIGGER if on_postgresql else SQLITE).format(table=table))


def remove(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_kept" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        editor.execute("DROP FUNCTION billing_ledger_is_kept()")


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
