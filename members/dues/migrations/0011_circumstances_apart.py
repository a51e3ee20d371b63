"""A member has one class of a classification at a time, one payment interval, one of each relief.

What was withdrawn is in nobody's way.
"""

from django.db import migrations

from verein.constraints import Apart

SLOT = "CASE {row}kind WHEN 'plan' THEN '' ELSE COALESCE(NULLIF({row}classification, ''), {row}key) END"


class Migration(migrations.Migration):
    dependencies = [("dues", "0010_regulations_are_kept")]
    operations = [
        Apart(
            "circumstances_apart",
            "dues_circumstance",
            ids=["{row}member_id"],
            texts=["{row}kind", SLOT],
            where="{row}withdrawn_at IS NULL",
        ),
    ]
