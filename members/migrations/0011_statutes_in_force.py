"""The database refuses to change a version of the statutes that is in force, and PostgreSQL to delete it.

Document and publicity may change: a scan is often added later. On SQLite the deletion is not refused, as with the log.
"""

from typing import Any

from django.db import migrations

CHANGED = """OLD.effective_on <= CURRENT_DATE AND (NEW.effective_on IS DISTINCT FROM OLD.effective_on
OR NEW.rules IS DISTINCT FROM OLD.rules OR NEW.decided_on IS DISTINCT FROM OLD.decided_on)"""
POSTGRESQL = f"""
CREATE FUNCTION members_statutes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'DELETE' THEN
  IF OLD.effective_on <= CURRENT_DATE THEN RAISE EXCEPTION 'statutes in force are never deleted'; END IF;
  RETURN OLD;
END IF;
IF {CHANGED} THEN RAISE EXCEPTION 'statutes in force are never changed'; END IF;
RETURN NEW;
END $$;
CREATE TRIGGER members_statutes_stay BEFORE UPDATE OR DELETE ON members_statutes
FOR EACH ROW EXECUTE FUNCTION members_statutes_stay();
"""
SQLITE = """
CREATE TRIGGER members_statutes_stay BEFORE UPDATE ON members_statutes
WHEN OLD.effective_on <= DATE('now') AND (NEW.effective_on IS NOT OLD.effective_on
OR NEW.rules IS NOT OLD.rules OR NEW.decided_on IS NOT OLD.decided_on)
BEGIN SELECT RAISE(ABORT, 'statutes in force are never changed'); END
"""


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(
        "DROP TRIGGER members_statutes_stay"
        + (" ON members_statutes" if schema_editor.connection.vendor == "postgresql" else "")
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION members_statutes_stay()")


class Migration(migrations.Migration):
    dependencies = [("members", "0010_exclusions")]
    operations = [migrations.RunPython(create, drop)]
