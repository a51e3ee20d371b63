"""Taking over a calendar file in the back office: a look first, then drafts."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import EventPage

pytestmark = pytest.mark.django_db
URL = "event_import"


def calendar(*titles: str) -> SimpleUploadedFile:
    start = timezone.now() + timedelta(days=10)
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{title}@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        for title in titles
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\n{events}END:VCALENDAR\r\n"
    return SimpleUploadedFile("kalender.ics", text.encode())


def test_the_form_sends_a_file(event_editor_client: Client) -> None:
    assert 'enctype="multipart/form-data"' in event_editor_client.get(reverse(URL)).content.decode()


def days() -> dict[str, str]:
    today = timezone.localdate()
    return {"from_on": f"{today}", "until_on": f"{today + timedelta(days=365)}"}


def test_upload_shows_what_would_happen_and_writes_nothing(event_editor_client: Client) -> None:
    response = event_editor_client.post(reverse(URL), {"file": calendar("Grillen", "Wandern"), **days()})
    text = response.content.decode()
    assert "Grillen" in text
    assert "Wandern" in text
    assert not EventPage.objects.exists()


def test_import_makes_the_drafts_that_were_shown(event_editor_client: Client) -> None:
    text = event_editor_client.post(reverse(URL), {"file": calendar("Grillen"), **days()}).content.decode()
    found = re.search(r'name="kept" value="([^"]+)"><input', text)
    assert found
    data = {"kept": found[1], "name": "kalender.ics", "import": "1", **days()}
    event_editor_client.post(reverse(URL), data)
    page = EventPage.objects.get(title="Grillen")
    assert not page.live
    assert page.event.uid == "Grillen@x"
    event_editor_client.post(reverse(URL), data)
    assert EventPage.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"Hallo", b"\x00\xff" * 50])
def test_upload_of_something_else_says_so(event_editor_client: Client, content: bytes) -> None:
    response = event_editor_client.post(reverse(URL), {"file": SimpleUploadedFile("x.ics", content), **days()})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert response.context["report"] is None


def test_import_of_a_forged_file_or_days_the_wrong_way_round_is_refused(event_editor_client: Client) -> None:
    forged = event_editor_client.post(reverse(URL), {"kept": "abc:def", "import": "1", **days()})
    assert "Bitte wählen Sie eine Datei" in forged.content.decode()
    wrong = {"from_on": "2027-02-01", "until_on": "2027-01-01"}
    response = event_editor_client.post(reverse(URL), {"file": calendar("A"), **wrong})
    assert "liegt vor dem ersten" in response.content.decode()
    assert not EventPage.objects.exists()


def test_import_is_for_event_editors(treasurer_client: Client, editor_client: Client, member_client: Client) -> None:
    for client in (treasurer_client, editor_client, member_client):
        response = client.post(reverse(URL), {"file": calendar("A"), **days()}, follow=True)
        assert response.redirect_chain or response.status_code == 403
    assert not EventPage.objects.exists()
