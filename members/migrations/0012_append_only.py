"""Which lists left the house is only added to: the database itself refuses to change or delete those rows.

On SQLite the deletion is not refused: Django empties tables by DELETE there (tests, `manage.py flush`).
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION members_lists_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record of member lists is append-only'; END $$;
CREATE TRIGGER members_lists_append_only BEFORE UPDATE OR DELETE ON members_listexport
FOR EACH ROW EXECUTE FUNCTION members_lists_are_append_only();
"""
SQLITE = """
CREATE TRIGGER members_lists_append_only BEFORE UPDATE ON members_listexport
BEGIN SELECT RAISE(ABORT, 'the record of member lists is append-only'); END
"""


def add(apps, editor):
    editor.execute(POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def remove(apps, editor):
    on_postgresql = editor.connection.vendor == "postgresql"
    editor.execute("DROP TRIGGER members_lists_append_only" + (" ON members_listexport" if on_postgresql else ""))
    if on_postgresql:
        editor.execute("DROP FUNCTION members_lists_are_append_only()")


class Migration(migrations.Migration):
    dependencies = [("members", "0011_statutes_in_force")]
    operations = [migrations.RunPython(add, remove)]
