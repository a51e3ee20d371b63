"""On PostgreSQL nobody holds the same office twice at the same time (members/migrations/0010_exclusions.py says how)."""

from django.db import migrations

NAME = "terms_of_a_person_apart"
COLUMNS = (
    "int8range(person_id, person_id, '[]') WITH &&, "
    "int4range(hashtext(office_key), hashtext(office_key), '[]') WITH &&, daterange(from_on, until_on) WITH &&"
)


def add(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE board_term ADD CONSTRAINT {NAME} EXCLUDE USING gist ({COLUMNS})")


def remove(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE board_term DROP CONSTRAINT {NAME}")


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
