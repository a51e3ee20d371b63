"""On PostgreSQL no two periods of one member overlap, and nobody has two seats or two votes at once.

SQLite has no exclusion constraints; there the rules alone hold it (README). The database comes without btree_gist, so
equal ids are said as overlapping one-element ranges.
"""

from django.db import migrations

EXCLUSIONS = {
    "membership_periods_apart": (
        "members_membership",
        "int8range(member_id, member_id, '[]') WITH &&, "
        "int4range(hashtext(\"group\"), hashtext(\"group\"), '[]') WITH &&, daterange(from_on, until_on) WITH &&",
        "",
    ),
    "seats_of_a_person_apart": (
        "members_seat",
        "int8range(member_id, member_id, '[]') WITH &&, int8range(person_id, person_id, '[]') WITH &&, "
        "daterange(from_on, until_on) WITH &&",
        "",
    ),
    "one_representative_at_a_time": (
        "members_seat",
        "int8range(member_id, member_id, '[]') WITH &&, daterange(from_on, until_on) WITH &&",
        "WHERE (role = 'representative')",
    ),
    "suspensions_apart": (
        "members_suspension",
        "int8range(member_id, member_id, '[]') WITH &&, daterange(from_on, until_on) WITH &&",
        "",
    ),
    "times_out_apart": (
        "members_timeout",
        "int8range(person_id, person_id, '[]') WITH &&, daterange(from_on, until_on) WITH &&",
        "",
    ),
}


def add(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name, (table, columns, condition) in EXCLUSIONS.items():
            editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({columns}) {condition}")


def remove(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name, (table, _columns, _condition) in EXCLUSIONS.items():
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
