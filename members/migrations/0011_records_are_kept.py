"""What members decided or accepted stays, and so does the record of which lists left the house.

The document and the publicity of statutes may change: a scan is often added later. So may who was told of principles.
"""

from django.db import migrations

from verein.constraints import Kept


class Migration(migrations.Migration):
    dependencies = [("members", "0010_periods_apart")]
    operations = [
        Kept(
            "members_statutes",
            "effective_on",
            "rules",
            "decided_on",
            when="OLD.effective_on <= CURRENT_DATE",
            saying="statutes in force are never changed or deleted",
        ),
        Kept(
            "members_principles",
            "in_force_on",
            "title",
            "text",
            when="OLD.in_force_on <= CURRENT_DATE",
            saying="principles in force are never changed or deleted",
        ),
        Kept("members_listexport", saying="the record of member lists is append-only"),
    ]
