"""The audit log and the chain over it only grow: the database itself refuses to change or delete their rows."""

from django.db import migrations

from verein.constraints import Kept, Unmet

SAYING = "the audit log is append-only"


class Migration(migrations.Migration):
    dependencies = [("verein", "0001_initial")]
    operations = [Unmet(), Kept("verein_logentry", saying=SAYING), Kept("verein_loglink", saying=SAYING)]
