"""What has been kept long enough goes by itself; a dry run only tells."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events.models import Companion, Registration
from members.models import Person
from tests.factories import MemberFactory, RegistrationFactory, make_event
from verein import privacy
from verein.models import Mail, Retention

pytestmark = pytest.mark.django_db


def months_ago(months: int) -> date:
    return timezone.localdate() - timedelta(days=30 * months)


def test_guests_of_old_events_become_a_number() -> None:
    old = RegistrationFactory(
        event=make_event(starts_at=timezone.now() - timedelta(days=190)), party_size=2, remark="x"
    )
    Companion.objects.create(registration=old, name="Otto")
    new = RegistrationFactory(event=make_event(starts_at=timezone.now() - timedelta(days=170), slug="neu"))
    privacy.retain(timezone.now())
    old.refresh_from_db()
    assert (old.guest_name, old.guest_email, old.remark, old.party_size) == ("Gast", "", "", 2)
    assert not Companion.objects.exists()
    assert Registration.objects.get(pk=new.pk).guest_email


def test_profile_of_a_former_member_goes_after_months_and_contact_data_after_years() -> None:
    fresh = MemberFactory(person__pitch="neu", person__phone="1", period__until_on=months_ago(1)).person
    gone = MemberFactory(person__pitch="alt", person__phone="1", period__until_on=months_ago(4)).person
    long_ago = MemberFactory(person__phone="1", period__until_on=date(timezone.localdate().year - 3, 1, 1)).person
    privacy.retain(timezone.now())
    fresh, gone, long_ago = (Person.objects.get(pk=person.pk) for person in (fresh, gone, long_ago))
    assert (fresh.pitch, fresh.phone, fresh.user is None) == ("neu", "1", False)
    assert (gone.pitch, gone.phone, gone.user) == ("", "1", None)
    assert (long_ago.phone, long_ago.email, long_ago.user) == ("", "", None)
    assert long_ago.last_name.startswith("Kötter")


def test_dry_run_tells_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    person = MemberFactory(person__pitch="alt", period__until_on=months_ago(4)).person
    call_command("retention", "--dry-run")
    assert "Profile und Konten" in capsys.readouterr().out
    person.refresh_from_db()
    assert person.pitch == "alt"
    call_command("retention")
    person.refresh_from_db()
    assert person.pitch == ""
    capsys.readouterr()
    call_command("retention")
    assert "Nichts ist fällig" in capsys.readouterr().out


def test_mails_go_after_the_days_of_the_settings_unless_they_still_wait() -> None:
    now = timezone.now()
    for state, days in (("sent", 31), ("sent", 29), ("failed", 31), ("queued", 400)):
        Mail.objects.create(
            message_id=f"{state}{days}", to="a@example.org", from_email="b@example.org", subject="x", text="y",
            state=state, created_at=now - timedelta(days=days), queued_at=now,
            sent_at=now - timedelta(days=days) if state == "sent" else None,
        )  # fmt: skip
    lengths = Retention.load()
    lengths.mail_days = 30
    lengths.save()
    privacy.retain(now)
    assert sorted(Mail.objects.values_list("message_id", flat=True)) == ["queued400", "sent29"]


def test_privacy_notice_shows_the_lengths_of_the_settings(client: Client) -> None:
    lengths = Retention.load()
    lengths.guest_months = 9
    lengths.save()
    text = client.get("/datenschutz/").content.decode()
    assert "bei Gästen 9 Monate nach der Veranstaltung" in text
    for activity in privacy.activities():
        assert str(activity.purpose) in text
