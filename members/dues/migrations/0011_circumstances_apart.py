"""On PostgreSQL a member has one class of a classification at a time, one payment interval, one of each relief.

As in members/migrations/0010_exclusions.py: without btree_gist equal keys are said as overlapping one-element ranges,
and SQLite, which has no exclusion constraints, leaves it to the rule. What was withdrawn is in nobody's way.
"""

from typing import Any

from django.db import migrations

NAME = "circumstances_apart"
SLOT = "CASE kind WHEN 'plan' THEN '' ELSE COALESCE(NULLIF(classification, ''), key) END"
COLUMNS = (
    "int8range(member_id, member_id, '[]') WITH &&, int4range(hashtext(kind), hashtext(kind), '[]') WITH &&, "
    f"int4range(hashtext({SLOT}), hashtext({SLOT}), '[]') WITH &&, daterange(from_on, until_on) WITH &&"
)


def add(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"ALTER TABLE dues_circumstance ADD CONSTRAINT {NAME} EXCLUDE USING gist ({COLUMNS}) "
            "WHERE (withdrawn_at IS NULL)"
        )


def remove(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE dues_circumstance DROP CONSTRAINT {NAME}")


class Migration(migrations.Migration):
    dependencies = [("dues", "0010_regulations_in_force")]
    operations = [migrations.RunPython(add, remove)]
