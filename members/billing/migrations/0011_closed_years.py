"""Nothing is booked into a closed year: the database refuses postings and documents of such days, and keeps the closing."""

from typing import Any

from django.db import migrations

DAYS = {"billing_posting": "booked_on", "billing_invoice": "issued_on"}

POSTGRESQL = """
CREATE FUNCTION billing_year_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE day date := (to_jsonb(NEW) ->> TG_ARGV[0])::date;
BEGIN
  IF EXISTS (SELECT 1 FROM billing_closedyear WHERE until_on > day) THEN
    RAISE EXCEPTION 'the year is closed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_closedyear_kept BEFORE UPDATE OR DELETE ON billing_closedyear
  FOR EACH ROW EXECUTE FUNCTION billing_ledger_is_kept();
"""
TRIGGER = """
CREATE TRIGGER {table}_open_year BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION billing_year_is_closed('{day}');
"""
SQLITE = """
CREATE TRIGGER {table}_open_year BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM billing_closedyear WHERE until_on > NEW.{day})
BEGIN SELECT RAISE(ABORT, 'the year is closed'); END
"""
SQLITE_KEPT = """
CREATE TRIGGER billing_closedyear_kept BEFORE UPDATE ON billing_closedyear
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""


def add(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    editor.execute(POSTGRESQL if on_postgresql else SQLITE_KEPT)
    for table, day in DAYS.items():
        editor.execute((TRIGGER if on_postgresql else SQLITE).format(table=table, day=day))


def remove(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    for table in DAYS:
        editor.execute(f"DROP TRIGGER {table}_open_year" + (f" ON {table}" if on_postgresql else ""))
    editor.execute("DROP TRIGGER billing_closedyear_kept" + (" ON billing_closedyear" if on_postgresql else ""))
    if on_postgresql:
        editor.execute("DROP FUNCTION billing_year_is_closed()")


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_ledger_is_kept")]
    operations = [migrations.RunPython(add, remove)]
