"""The database refuses to change principles that are in force, and PostgreSQL to delete them: people accepted them.

That members were told and reminded is noted later.
"""

from typing import Any

from django.db import migrations

CHANGED = """OLD.in_force_on <= CURRENT_DATE AND (NEW.in_force_on IS DISTINCT FROM OLD.in_force_on
OR NEW.title IS DISTINCT FROM OLD.title OR NEW.text IS DISTINCT FROM OLD.text)"""
POSTGRESQL = f"""
CREATE FUNCTION members_principles_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'DELETE' THEN
  IF OLD.in_force_on <= CURRENT_DATE THEN RAISE EXCEPTION 'principles in force are never deleted'; END IF;
  RETURN OLD;
END IF;
IF {CHANGED} THEN RAISE EXCEPTION 'principles in force are never changed'; END IF;
RETURN NEW;
END $$;
CREATE TRIGGER members_principles_stay BEFORE UPDATE OR DELETE ON members_principles
FOR EACH ROW EXECUTE FUNCTION members_principles_stay();
"""
SQLITE = """
CREATE TRIGGER members_principles_stay BEFORE UPDATE ON members_principles
WHEN OLD.in_force_on <= DATE('now') AND (NEW.in_force_on IS NOT OLD.in_force_on
OR NEW.title IS NOT OLD.title OR NEW.text IS NOT OLD.text)
BEGIN SELECT RAISE(ABORT, 'principles in force are never changed'); END
"""


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps: Any, schema_editor: Any) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute("DROP TRIGGER members_principles_stay" + (" ON members_principles" if on_postgresql else ""))
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION members_principles_stay()")


class Migration(migrations.Migration):
    dependencies = [("members", "0012_append_only")]
    operations = [migrations.RunPython(create, drop)]
