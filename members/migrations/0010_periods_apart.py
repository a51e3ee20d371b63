"""No two periods of one member overlap, and nobody has two seats or two votes at once."""

from django.db import migrations

from verein.constraints import Apart

MEMBER, PERSON = "{row}member_id", "{row}person_id"


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        Apart("membership_periods_apart", "members_membership", ids=[MEMBER], texts=['{row}"group"']),
        Apart("seats_of_a_person_apart", "members_seat", ids=[MEMBER, PERSON]),
        Apart("one_representative_at_a_time", "members_seat", ids=[MEMBER], where="{row}role = 'representative'"),
        Apart("suspensions_apart", "members_suspension", ids=[MEMBER]),
        Apart("times_out_apart", "members_timeout", ids=[PERSON]),
    ]
