"""Dues regulations in force stay as they are; their document may be added later."""

from django.db import migrations

from verein.constraints import Kept


class Migration(migrations.Migration):
    dependencies = [("dues", "0001_initial")]
    operations = [
        Kept(
            "dues_feeregulations",
            "effective_on",
            "rules",
            "decided_on",
            "ends_on",
            when="OLD.effective_on <= CURRENT_DATE",
            saying="dues regulations in force are never changed or deleted",
        ),
    ]
