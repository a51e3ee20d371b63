"""The database refuses to change dues regulations that are in force, and PostgreSQL to delete them.

The document may be added later. On SQLite the deletion is not refused, as with the statutes.
"""

from typing import Any

from django.db import migrations

CHANGED = """OLD.effective_on <= CURRENT_DATE AND (NEW.effective_on IS DISTINCT FROM OLD.effective_on
OR NEW.rules IS DISTINCT FROM OLD.rules OR NEW.decided_on IS DISTINCT FROM OLD.decided_on
OR NEW.ends_on IS DISTINCT FROM OLD.ends_on)"""
POSTGRESQL = f"""
CREATE FUNCTION dues_regulations_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'DELETE' THEN
  IF OLD.effective_on <= CURRENT_DATE THEN RAISE EXCEPTION 'dues regulations in force are never deleted'; END IF;
  RETURN OLD;
END IF;
IF {CHANGED} THEN RAISE EXCEPTION 'dues regulations in force are never changed'; END IF;
RETURN NEW;
END $$;
CREATE TRIGGER dues_regulations_stay BEFORE UPDATE OR DELETE ON dues_feeregulations
FOR EACH ROW EXECUTE FUNCTION dues_regulations_stay();
"""
SQLITE = """
CREATE TRIGGER dues_regulations_stay BEFORE UPDATE ON dues_feeregulations
WHEN OLD.effective_on <= DATE('now') AND (NEW.effective_on IS NOT OLD.effective_on OR NEW.rules IS NOT OLD.rules
OR NEW.decided_on IS NOT OLD.decided_on OR NEW.ends_on IS NOT OLD.ends_on)
BEGIN SELECT RAISE(ABORT, 'dues regulations in force are never changed'); END
"""


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(
        "DROP TRIGGER dues_regulations_stay"
        + (" ON dues_feeregulations" if schema_editor.connection.vendor == "postgresql" else "")
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION dues_regulations_stay()")


class Migration(migrations.Migration):
    dependencies = [("dues", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
