"""Nobody holds the same office twice at the same time."""

from django.db import migrations

from verein.constraints import Apart


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial")]
    operations = [
        Apart("terms_of_a_person_apart", "board_term", ids=["{row}person_id"], texts=["{row}office_key"]),
    ]
